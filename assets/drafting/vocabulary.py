"""The English words that the draft goes by: what judges, what counts, how strongly, and what tells nothing."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GOOD = _words(
    """satisfied agree good better best excellent likely easy improved helpful favorable favorably favourable favourably
    positive confident important trust happy comfortable effective loyal safe clear useful great superior success
    successful met exceeds exceeded recommend"""
)
BAD = _words(
    """dissatisfied unsatisfied disagree bad worse worst poor unlikely difficult hard declined unhelpful unfavorable
    unfavorably unfavourable unfavourably negative unimportant unhappy uncomfortable ineffective upset angry terrible
    unsafe unclear useless inferior failed distrust concerned worried problem frustrated"""
)
MUCH = _words(
    """high higher often always frequently usually mostly daily most lot much some significant increased more yes selected
    large major"""
)
LITTLE = _words(
    """low lower seldom rarely never none no hardly decreased less fewer slight slightly small minor sometimes occasionally
    little"""
)
NEUTRAL = _words("neither neutral average same unchanged fair okay ok")

STRENGTH = {
    **dict.fromkeys(_words("extremely completely totally always never best worst excellent terrible none"), 4.0),
    **dict.fromkeys(_words("very strongly much highly definitely great most really significant"), 3.0),
    **dict.fromkeys(_words("usually mostly"), 2.5),
    **dict.fromkeys(_words("moderately rather fairly"), 1.2),
    **dict.fromkeys(_words("somewhat probably sometimes"), 1.0),
    **dict.fromkeys(_words("occasionally slight slightly"), 0.7),
    **dict.fromkeys(_words("little some"), 0.5),
}
USUAL_STRENGTH = 2.0

FILLERS = _words(
    """the a an of to for and or in on at with by from is are was were be been do does did has have had how what which who
    would will you your yours our we us i my me it its this that please select one all apply following"""
)
"""Words that do not tell one question from another."""

LEADERS = r"\b(executives?|managers?|management|directors?|leaders?|employers?|owners?|chief|ceo|boss|vendors?)\b"
LED = r"\b(customers?|consumers?|staff|employees?|users?|developers?|citizens?|patients?|clients?|buyers?)\b"
ROLE = r"\b(role|position|job|group|type|category|segment|audience|level|seniority|function|respondents?)"
PERSON = r"\b(age|ppage|gender|sex|region|country|state|educ\w*|income\w*|race|ethnic\w*|location|census|marital|household)\b"
"""What a question says that asks who the respondent is."""
