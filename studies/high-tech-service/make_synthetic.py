"""Draw the synthetic respondents of this study: `uv run python studies/high-tech-service/make_synthetic.py`.

The survey's respondents were never published, only some of its percentages. The counts and shares below are those
percentages; whatever was not published (the other answers, who belongs to which country, the weights) is invented.
A rerun writes the same bytes. What is drawn here can show that the arithmetic of the claims holds, and nothing else.
"""

import csv
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pyreadstat

SEED = 2007
FOLDER = Path(__file__).parent / "exports" / "2007"

# ---- Executive interviews: counts of 35 ------------------------------------------------------------------------------

IN_PLACE = "In place, with a very positive impact"

# column: (wording, {answer: count})
INTERVIEW = {
    "Q1": (
        "Over recent years, have your customers' expectations of service increased?",
        {"They have increased": 26, "About the same": 6, "They have decreased": 3},
    ),
    "Q2": (
        "How would you describe the satisfaction of your customer base overall?",
        {"Extremely high": 7, "Moderately high": 21, "About average": 5, "Moderately low": 1, "Extremely low": 1},
    ),
    "Q3": (
        "How do you rate your own service and support, from 1 (very poor) to 10 (excellent)?",
        {"10": 2, "9": 6, "8": 11, "7": 8, "6": 4, "5": 2, "4": 1, "3": 1},
    ),
    "Q4": (
        "What is your estimate of your customers' satisfaction with your service?",
        {"Extremely high": 6, "Moderately high": 20, "About average": 6, "Moderately low": 2, "Extremely low": 1},
    ),
    "Q5": (
        "Have you put new customer self-service in place within the last two years?",
        {IN_PLACE: 27, "Planned or under way": 5, "Neither in place nor planned": 3},
    ),
    "Q7": (
        "Which is your first priority for service and support?",
        {
            "Creating revenue from service": 15,
            "Helping customers help themselves on the web": 13,
            "Solving problems completely": 3,
            "Solving problems quickly": 2,
            "Lowering the cost of service": 2,
        },
    ),
}

# column: (option, count of the 27 who have new self-service in place)
RESULTS = {
    "Q6_1": ("Faster resolution of problems", 25),
    "Q6_2": ("Higher customer satisfaction", 20),
    "Q6_3": ("Lower cost of service", 16),
    "Q6_4": ("Fewer calls from customers", 11),
}
RESULTS_WORDING = "Which results of the new self-service have you seen?"

IMPORT_IDS = {
    "StartDate": "startDate",
    "EndDate": "endDate",
    "Status": "status",
    "Progress": "progress",
    "Duration (in seconds)": "duration",
    "Finished": "finished",
    "RecordedDate": "recordedDate",
    "ResponseId": "_recordId",
    "DistributionChannel": "distributionChannel",
    "UserLanguage": "userLanguage",
}
PREVIEWS = 2


def write_interviews(path: Path, rng: np.random.Generator) -> None:
    """Write the interviews as Qualtrics exports them: three header rows, choice text, multi-select split."""
    given = {column: drawn_counts(rng, counts) for column, (_, counts) in INTERVIEW.items()}
    given |= drawn_results(rng, in_place=np.array(given["Q5"]) == IN_PLACE)
    columns = sorted(given)
    labels = {column: wording for column, (wording, _) in INTERVIEW.items()}
    labels |= {column: f"{RESULTS_WORDING} - Selected Choice - {option}" for column, (option, _) in RESULTS.items()}
    dates = {"timeZone": "Etc/UTC"}
    imports = [{"ImportId": name} | (dates if "Date" in name else {}) for name in IMPORT_IDS.values()]
    imports += [{"ImportId": f"QID{column[1:]}"} for column in columns]

    rows = [[*IMPORT_IDS, *columns], [*IMPORT_IDS, *(labels[column] for column in columns)]]
    rows.append([json.dumps(name, separators=(",", ":")) for name in imports])
    previews = [(f"R_synthetic_preview_{number + 1}", "Survey Preview", "preview") for number in range(PREVIEWS)]
    people = [(f"R_synthetic_{number + 1:03}", "IP Address", "anonymous") for number in range(len(given["Q1"]))]
    for number, who in [*enumerate(previews), *enumerate(people)]:
        rows.append([*interview_meta(rng, *who), *(given[column][number] for column in columns)])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def drawn_counts(rng: np.random.Generator, counts: dict[str, int]) -> list[str]:
    """Each answer as often as counted, in random order."""
    return rng.permutation(np.repeat(list(counts), list(counts.values()))).tolist()


def drawn_results(rng: np.random.Generator, in_place: np.ndarray) -> dict[str, list[str]]:
    """The split columns of the multi-select: every implementer ticks something, nobody else was asked."""
    ticked = np.zeros((in_place.sum(), len(RESULTS)), dtype=bool)
    while not ticked.any(axis=1).all():
        for option, (_, count) in enumerate(RESULTS.values()):
            ticked[:, option] = rng.permutation(len(ticked)) < count
    cells = np.full((len(in_place), len(RESULTS)), "", dtype=object)
    cells[in_place] = np.where(ticked, [option for option, _ in RESULTS.values()], "")
    return {column: cells[:, place].tolist() for place, column in enumerate(RESULTS)}


def interview_meta(rng: np.random.Generator, respondent: str, status: str, channel: str) -> list[str]:
    """Cells that Qualtrics adds to a response: an interview of 30 to 75 minutes between August and November 2006."""
    start = datetime(2006, 8, 7, 9) + timedelta(days=int(rng.integers(0, 110)), seconds=int(rng.integers(0, 8 * 3600)))
    duration = int(rng.integers(30 * 60, 75 * 60))
    end = start + timedelta(seconds=duration)
    return [str(start), str(end), status, "100", str(duration), "True", str(end), respondent, channel, "EN"]


# ---- Consumer panel: shares of 1,200, weighted -----------------------------------------------------------------------

REGIONS = {1: "Asia", 2: "Europe", 3: "North America"}
# code: (country, region, weight in tenths); 200 respondents each
COUNTRIES = {
    1: ("US", 3, 15),
    2: ("UK", 2, 8),
    3: ("Germany", 2, 9),
    4: ("France", 2, 9),
    5: ("Italy", 2, 8),
    6: ("Japan", 1, 11),
}
# code: (age band, respondents in each country, weight in tenths)
AGES = {1: ("18-34", 80, 8), 2: ("35-54", 80, 10), 3: ("55 and over", 40, 14)}
SCREENED_OUT = 40
DONT_KNOW, NO_ANSWER = 98, 99

# How far a region leans towards a question's first answer. No regional figure was published: this is an assumption.
LEAN = {1: -0.04, 2: -0.01, 3: 0.04}

YES_NO = {1: "Yes", 2: "No"}
TICKED = {0: "Not selected", 1: "Selected"}
PRIORITIES = {
    "prio_1": ("Solving problems completely", 69),
    "prio_2": ("Solving problems quickly", 65),
    "prio_3": ("Solving problems online without an agent", 13),
    "prio_4": ("Reaching a person easily", 41),
    "prio_5": ("Knowledgeable and courteous staff", 34),
    "prio_6": ("Support at no charge", 22),
}

# variable: (label, {code: value label})
VARIABLES = {
    "id": ("Synthetic respondent", {}),
    "weight": ("Weight by country and age", {}),
    "status": ("Status of the interview", {1: "Complete", 2: "Screened out"}),
    "region": ("Region of residence", REGIONS),
    "country": ("Country of residence", {code: country for code, (country, _, _) in COUNTRIES.items()}),
    "age": ("Age band", {code: band for code, (band, _, _) in AGES.items()}),
    "gender": ("Gender", {1: "Female", 2: "Male", NO_ANSWER: "No answer"}),
    "sat": (
        "Satisfaction with the service of your provider",
        {5: "Extremely high", 4: "Moderately high", 3: "About average", 2: "Moderately low", 1: "Extremely low"},
    ),
    "upset": (
        "Feeling when you last turned to customer service",
        {1: "Not at all upset", 2: "A little upset", 3: "Somewhat upset", 4: "Very upset", 5: "Extremely upset"},
    ),
    "compared": (
        "Your provider's service compared with its competitors'",
        {1: "Much better", 2: "Somewhat better", 3: "About the same", 4: "Somewhat worse", 5: "Much worse"},
    ),
    "contacts": (
        "Contacts it took to resolve your last problem",
        {1: "One at most", 2: "Two to four", 3: "More than four", NO_ANSWER: "No answer"},
    ),
    "channels": ("Had to turn to several access channels for one problem", YES_NO),
    "trend": (
        "Service compared with two years ago",
        {1: "Much better", 2: "Somewhat better", 3: "About the same", 4: "Somewhat worse", 5: "Much worse"},
    ),
    "tech": ("What technology has done to the service you receive", {1: "Improved it", 2: "Not improved it"}),
    **{variable: (f"Priority: {option}", TICKED) for variable, (option, _) in PRIORITIES.items()},
    "rebuy": (
        "Buy from the provider again (average satisfaction)",
        {1: "Likely", 2: "Not likely", DONT_KNOW: "Don't know"},
    ),
    "loyal": (
        "Loyalty to the provider (average satisfaction)",
        {1: "More loyal", 2: "No change", 3: "Less loyal", DONT_KNOW: "Don't know"},
    ),
    "leave": ("Buy elsewhere next time (satisfaction below average)", YES_NO),
    "share": ("Told friends or family about a bad experience", YES_NO),
    "traffic": (
        "What dealing with customer service is like",
        {1: "City traffic", 2: "Gridlock", 3: "An open road", DONT_KNOW: "Don't know"},
    ),
}


@dataclass
class Panel:
    """Those who completed the survey: their weights in hundredths and how far each leans towards the first answer."""

    rng: np.random.Generator
    weight: np.ndarray
    lean: np.ndarray

    def draw(
        self, shares: dict[int, int], who: np.ndarray | None = None, unsure: dict[int, float] | None = None
    ) -> np.ndarray:
        """Answers of `who` (everybody) with weighted `shares`, after `unsure` took some of them out at random.

        Lined up in random order, end to end by weight, the respondents are cut where one answer's share ends and the
        next begins. A cut misses by half a weight at most, and of many orders the one that misses least is kept.
        """
        answers = np.full(len(self.weight), np.nan)
        people = np.arange(len(self.weight)) if who is None else np.flatnonzero(who)
        for code, share in (unsure or {}).items():
            answers[people] = np.where(self.rng.random(len(people)) < share, code, np.nan)
            people = people[np.isnan(answers[people])]
        weight, lean = self.weight[people], self.lean[people]
        aims = np.array(list(shares.values())) * weight.sum() / sum(shares.values())
        least = np.inf
        for _ in range(1000):
            order = np.argsort(self.rng.random(len(people)) - lean)
            middles = np.cumsum(weight[order]) - weight[order] / 2
            place = np.searchsorted(np.cumsum(aims)[:-1], middles)
            miss = np.abs(np.bincount(place, weight[order], len(aims)) - aims).max()
            if miss < least:
                least, best = miss, (order, place)
        order, place = best
        answers[people[order]] = np.array(list(shares))[place]
        return answers


def write_panel(path: Path, rng: np.random.Generator) -> None:
    """Write the panel as SPSS keeps it: labels, user-missing codes, and the case weight in the header."""
    people = [
        (country, region, age, by_country * by_age)
        for country, (_, region, by_country) in COUNTRIES.items()
        for age, (_, quota, by_age) in AGES.items()
        for _ in range(quota)
    ]
    country, region, age, weight = np.array(people).T
    panel = Panel(rng, weight, np.array([LEAN[code] for code in region]))
    values = {"weight": weight / 100, "status": np.ones(len(people)), "region": region, "country": country, "age": age}
    values |= drawn_answers(panel)

    out = rng.integers(0, len(people), SCREENED_OUT)  # screened out: as one of the others lives, and asked no more
    kept = ("region", "country", "age", "gender")
    blank = np.full(SCREENED_OUT, np.nan)
    everyone = {name: np.append(column, column[out] if name in kept else blank) for name, column in values.items()}
    everyone["status"][-SCREENED_OUT:] = 2
    order = rng.permutation(len(people) + SCREENED_OUT)
    columns = {"id": np.arange(1, len(order) + 1)} | {name: everyone[name][order] for name in VARIABLES if name != "id"}

    frame = pl.DataFrame({name: column.astype(float) for name, column in columns.items()}).fill_nan(None)
    pyreadstat.write_sav(
        frame,
        path,
        row_compress=True,
        file_label="High-tech customer service 2007 (synthetic respondents)",
        note=["Synthetic respondents, drawn to meet published percentages.", "Nobody was asked this."],
        column_labels={name: label for name, (label, _) in VARIABLES.items()},
        variable_value_labels={name: {**labels} for name, (_, labels) in VARIABLES.items() if labels},
        missing_ranges={
            name: [DONT_KNOW, NO_ANSWER]
            for name, (_, labels) in VARIABLES.items()
            if {DONT_KNOW, NO_ANSWER} & labels.keys()
        },
        variable_measure={name: "nominal" if labels else "scale" for name, (_, labels) in VARIABLES.items()},
        variable_format={name: "F8.2" if name == "weight" else "F8.0" for name in VARIABLES},
    )
    finish_header(path, weight_index=list(VARIABLES).index("weight") + 1)


def drawn_answers(panel: Panel) -> dict[str, np.ndarray]:
    """Every answer of the panel, best answer first where there is a best; the shares are percentages of those asked."""
    found = {"gender": panel.draw({1: 50, 2: 49, NO_ANSWER: 1})}
    high = panel.draw({1: 42, 0: 58}) == 1  # on its own, so that this one is exact
    sat = np.where(high, panel.draw({5: 9, 4: 33}, high), panel.draw({3: 36, 2: 15, 1: 7}, ~high))
    average, below = sat == 3, sat < 3
    found["sat"] = sat
    found["upset"] = panel.draw({1: 17, 2: 26, 3: 32, 4: 16, 5: 9})
    found["compared"] = panel.draw({1: 6, 2: 16, 3: 47, 4: 22, 5: 9})
    found["contacts"] = panel.draw({1: 36, 2: 46, 3: 18}, unsure={NO_ANSWER: 0.02})
    found["channels"] = panel.draw({2: 58, 1: 42})
    found["trend"] = panel.draw({1: 14, 2: 31, 3: 33, 4: 15, 5: 7})
    found["tech"] = panel.draw({1: 39, 2: 61})
    for variable, (_, share) in PRIORITIES.items():
        found[variable] = panel.draw({1: share, 0: 100 - share})
    found["rebuy"] = panel.draw({1: 27, 2: 73}, average, unsure={DONT_KNOW: 0.05})
    found["loyal"] = panel.draw({1: 19, 2: 52, 3: 29}, average, unsure={DONT_KNOW: 0.04})
    found["leave"] = panel.draw({2: 19, 1: 81}, below)
    found["share"] = panel.draw({2: 52, 1: 48})
    found["traffic"] = panel.draw({3: 15, DONT_KNOW: 7, 1: 54, 2: 24})
    return found


def finish_header(path: Path, weight_index: int) -> None:
    """Name the weight variable and fix the time of creation, neither of which pyreadstat can be told.

    The weight's place counts segments of eight bytes from 1: its place among the variables, as none before it is text.
    """
    data = bytearray(path.read_bytes())
    data[76:80] = weight_index.to_bytes(4, "little")
    data[92:109] = b"31 MAR 0712:00:00"
    path.write_bytes(data)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_interviews(FOLDER / "interviews-synthetic.csv", np.random.default_rng([SEED, 1]))
    write_panel(FOLDER / "panel-synthetic.sav", np.random.default_rng([SEED, 2]))
