"""How each vendor heads its exports: which rows are the header, and by which handle a study finds a column."""

import pytest

from assets.exports.export import Export, Reading
from assets.exports.readers import describe
from building import POLL, built, one_question, refusal, rows
from schemas.foreign import shown

QUALTRICS = """StartDate,ResponseId,Q1
Start Date,Response ID,"How
""satisfied"" are you?"
{ids}
2024-01-01,R_1,Yes
2024-01-02,R_2,No
"""
JSON_IDS = (
    '"{""ImportId"":""startDate"",""timeZone"":""UTC""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}"'
)
PYTHON_IDS = "{'ImportId': 'startDate'},{'ImportId': '_recordId'},{'ImportId': 'QID1'}"


@pytest.mark.parametrize("ids", [JSON_IDS, PYTHON_IDS], ids=["json", "python"])
def test_a_qualtrics_export_has_three_header_rows(tmp_path, ids):
    run = built(
        tmp_path,
        {"poll.csv": QUALTRICS.format(ids=ids)},
        sources={"poll": {**POLL, "respondent": "ResponseId", "layout": "qualtrics"}},
        questions={"q": {"at": "Q1", "answers": ["Yes", "No"]}},
    )
    assert run.answers("q") == [1, 2]
    assert [row["source_row"] for row in run.responses()] == [4, 5]


def test_a_qualtrics_column_can_be_addressed_by_what_it_asks(tmp_path):
    at = {"column": "C", "says": 'How "satisfied"*'}
    sources = {"poll": {**POLL, "respondent": "ResponseId"}}
    questions = {"q": {"at": at, "answers": ["Yes", "No"]}}
    run = built(tmp_path, {"poll.csv": QUALTRICS.format(ids=JSON_IDS)}, sources=sources, questions=questions)
    assert run.answers("q") == [1, 2]


def test_a_qualtrics_header_of_uneven_rows_is_refused_in_a_sentence(tmp_path):
    export = QUALTRICS.format(ids=JSON_IDS).replace("StartDate,ResponseId,Q1", "StartDate,ResponseId")
    sources = {"poll": {**POLL, "respondent": "ResponseId"}}
    assert refusal(tmp_path, {"poll.csv": export}, sources=sources, questions=one_question(answers=["Yes"])).startswith(
        "poll.csv"
    )


SURVEYMONKEY = rows(
    ",q1,,,q2,",
    "Respondent ID,Your role?,,,Tools?,",
    ",Developer,Manager,Other (please specify),Git,Mail",
    "11,1,,,1,2",
    "12,,2,,,",
    "13,,,I paint,,2",
)
SM_SOURCES = {"poll": {**POLL, "respondent": "Respondent ID"}}
SM_QUESTIONS = {
    "role": {"at": "q1 | *", "answers": {"Developer": 1, "Manager": 2, "Other": "any text"}},
    "tools": {"options": {"git": "q2 | Git", "mail": "q2 | Mail"}},
}


def test_a_surveymonkey_block_with_one_filled_cell_is_one_answer(tmp_path):
    run = built(tmp_path, {"poll.csv": SURVEYMONKEY}, sources=SM_SOURCES, questions=SM_QUESTIONS)
    assert run.answers("role") == [1, 2, 3]
    assert [row["source_row"] for row in run.responses()] == [4, 5, 6]


def test_a_surveymonkey_block_of_several_answers_is_selected_where_it_is_filled(tmp_path):
    run = built(tmp_path, {"poll.csv": SURVEYMONKEY}, sources=SM_SOURCES, questions=SM_QUESTIONS)
    assert (run.answers("tools__git"), run.answers("tools__mail")) == ([1, -2, 0], [1, -2, 1])


# ---- each vendor's marks and handles


def described(place, export: str) -> Export:
    path = place / "poll.csv"
    path.write_text(export, encoding="utf-8")
    return describe(path, Reading())


def handles(place, *lines: str) -> tuple[str, int, list[str]]:
    export = described(place, rows(*lines))
    return export.layout, export.first_row, [column.handle for column in export.columns]


def test_a_legacy_qualtrics_export_has_two_header_rows_and_a_blank_last_column(tmp_path):
    export = "\ufeffV1,V2,Q3_1,Q3_2,one,one,\nResponseID,ResponseSet,Which?-A,Which?-B,x,y,\nR_1,Set,1,,2,3,\n"
    found = described(tmp_path, export)
    assert (found.layout, found.first_row) == ("qualtrics-legacy", 3)
    assert [column.handle for column in found.columns] == ["V1", "V2", "Q3_1", "Q3_2", "one", "one", ""]
    assert found.columns[0].label == "ResponseID"
    run = built(
        tmp_path,
        {"poll.csv": export},
        sources={"poll": {**POLL, "respondent": "V1"}},
        questions={
            "which": {"options": {"a": "Q3_1", "b": "Q3_2"}},
            "q": {"at": {"column": "F", "says": "y"}, "numbers": [1, 5]},
        },
    )
    assert (run.answers("which__a"), run.answers("which__b"), run.answers("q")) == ([1], [0], [3])


def test_a_condensed_surveymonkey_export_names_a_question_once_over_its_block(tmp_path):
    assert handles(
        tmp_path,
        "Respondent ID,Start Date,Your role?,Tools?,,,Rate these,,Why?",
        ",,Response,Git,Mail,Other (please specify),Price,Speed,Open-Ended Response",
        "11,06/08/2020,Developer,Git,,,Good,Bad,because",
    ) == (
        "surveymonkey",
        3,
        [
            "Respondent ID",
            "Start Date",
            "Your role?",
            "Tools? | Git",
            "Tools? | Mail",
            "Tools? | Other (please specify)",
            "Rate these | Price",
            "Rate these | Speed",
            "Why?",
        ],
    )


def test_an_expanded_surveymonkey_export_repeats_the_question_over_every_answer(tmp_path):
    layout, first_row, found = handles(
        tmp_path, "RespondentID,Role?,Role?,Tools?,Tools?", ",Developer,Manager,Git,Mail", "11,1,,1,2", "12,,2,,"
    )
    assert (layout, first_row) == ("surveymonkey", 3)
    assert found[1:] == ["Role? | Developer", "Role? | Manager", "Tools? | Git", "Tools? | Mail"]


@pytest.mark.parametrize(
    ("named", "whole"),
    [("Identifiant du répondant", "Réponse"), ("Befragten-ID", "Antwort"), ("ID de encuestado", "Respuesta")],
)
def test_a_surveymonkey_export_is_one_in_other_languages(tmp_path, named, whole):
    lines = [f"{named},?,Q,", f",{whole},Mail,Chat", "11400000001,a,Mail,", "11400000002,b,Mail,Chat"]
    assert handles(tmp_path, *lines) == ("surveymonkey", 3, [named, "?", "Q | Mail", "Q | Chat"])


def test_a_first_respondent_without_an_id_is_no_header(tmp_path):
    lines = ["id,role,role", ",boss,staff", "11400000001,boss,boss", "11400000002,staff,boss"]
    assert handles(tmp_path, *lines)[:2] == ("plain", 2)


def test_a_table_that_begins_with_respondent_id_and_has_one_header_row_is_plain(tmp_path):
    assert handles(tmp_path, "Respondent ID,role", ",Developer", "12,Manager") == (
        "plain",
        2,
        ["Respondent ID", "role"],
    )


@pytest.mark.parametrize(
    "lines",
    [
        (
            "Staff survey,,",
            "How proud are you?,,",
            "Answer Choices,Responses,",
            "Proud,40%,4",
            "Answered,10,",
            "Skipped,2,",
        ),
        (",Total,Men", "Unweighted N,100,50", "Proud,0.4,0.5"),
    ],
    ids=["question summary", "crosstab"],
)
def test_a_summary_of_counts_is_refused_because_it_has_no_respondents(tmp_path, lines):
    reason = refusal(tmp_path, {"poll.csv": rows(*lines)}, questions=one_question(answers=["yes"]))
    assert reason.startswith("poll.csv: this is a summary with counts, not one row a respondent; export")


def test_a_google_form_begins_with_the_time_of_the_response(tmp_path):
    lines = ("Timestamp,Your role? ,Rate [Price]", "2019/10/13 11:50:46 PM GMT+5:30,Developer,Good")
    assert handles(tmp_path, *lines) == ("google-forms", 2, ["Timestamp", "Your role?", "Rate [Price]"])
    assert handles(tmp_path, "Timestamp,q", "yesterday,3")[0] == "plain"


@pytest.mark.parametrize(
    "stamp", ["Zeitstempel", "Horodateur", "Marca temporal", "Informazioni cronologiche", "Carimbo de data/hora", "Tijdstempel", "Sygnatura czasowa"]
)  # fmt: skip
def test_a_google_form_is_one_in_other_languages(tmp_path, stamp):
    assert handles(tmp_path, f"{stamp},q", "13.10.2019 11:50:46,3") == ("google-forms", 2, [stamp, "q"])


@pytest.mark.parametrize(
    ("begun", "ended"),
    [
        ("Startzeit", "Fertigstellungszeit"),
        ("Heure de début", "Heure de fin"),
        ("Hora de inicio", "Hora de finalización"),
        ("Begintijd", "Tijd van voltooien"),
    ],
)
def test_a_microsoft_form_is_one_in_other_languages(tmp_path, begun, ended):
    lines = (f"ID,{begun},{ended},q", "1,13.10.2019 11:50:46,13.10.2019 11:58:46,3")
    assert handles(tmp_path, *lines) == ("microsoft-forms", 2, ["ID", begun, ended, "q"])
    assert handles(tmp_path, f"ID,{begun},Ende,q", lines[1])[0] == "plain"


def test_a_typeform_question_goes_by_its_text_without_markup(tmp_path):
    header = "#,<strong>Are you *self-employed*?</strong>,Anxiety &amp; mood,Other,Other,Start Date (UTC),Submit Date (UTC),Network ID"
    layout, first_row, found = handles(tmp_path, header, "e44a,1,,x,,,,")
    assert (layout, first_row) == ("typeform", 2)
    assert found[1:5] == ["Are you self-employed?", "Anxiety & mood", "Other", "Other"]
    assert described(tmp_path, rows(header)).columns[1].label == "<strong>Are you *self-employed*?</strong>"


def test_an_alchemer_column_goes_by_its_question_and_then_its_option(tmp_path):
    header = (
        "Response ID,Time Started,Date Submitted,Status,Starts at 9:30?,Git:Which tools: all?,Mail:Which tools: all?,"
        "Other - Write In:Why?,Why?"
    )
    assert handles(tmp_path, header, "1,,,Complete,,,,,") == (
        "alchemer",
        2,
        [
            *("Response ID", "Time Started", "Date Submitted", "Status", "Starts at 9:30?"),
            *("Which tools: all? | Git", "Which tools: all? | Mail", "Why? | Other - Write In", "Why?"),
        ],
    )


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("id,submitdate,lastpage,startlanguage,Q1[SQ001],Q1[other]", ["Q1[SQ001]", "Q1[other]"]),
        ("Response ID,Date submitted,Last page,Start language,Tools? [Git],Why?", ["Tools? [Git]", "Why?"]),
        ("id. Response ID,submitdate. Date submitted,lastpage. Last page,startlanguage. Start language,Q1[a]. Git. Or?,Q2. Why?",
         ["Q1[a]", "Q2"]),
    ],
    ids=["codes", "texts", "both"],
)  # fmt: skip
def test_a_limesurvey_column_goes_by_its_code_where_it_has_one(tmp_path, header, expected):
    layout, first_row, found = handles(tmp_path, header, "1,2020-01-01,3,en,Y,")
    assert (layout, first_row, found[4:]) == ("limesurvey", 2, expected)


R_SCRIPT = r"""
data <- read.csv("survey_7_R_data_file.csv", quote = "'\"", na.strings=c("", "\"\""), fileEncoding="UTF-8-BOM")
# LimeSurvey Field type: F
data[, 1] <- as.numeric(data[, 1])
attributes(data)$variable.labels[1] <- "Response ID"
names(data)[1] <- "id"
# LimeSurvey Field type: A
data[, 2] <- as.character(data[, 2])
attributes(data)$variable.labels[2] <- "How \"proud\" are you?"
data[, 2] <- factor(data[, 2], levels=c("A1","A2"),labels=c("Very (proud)", "Not, at all"))
names(data)[2] <- "Q1"
"""


def test_a_limesurvey_export_for_r_is_named_and_labelled_by_its_script(tmp_path):
    files = {"survey_7_R_data_file.csv": '\ufeff"id","Q1"\n"1","A1"\n"2","A2"\n', "survey_7_R_syntax_file.R": R_SCRIPT}
    sources = {"poll": {**POLL, "files": "survey_7*", "layout": "limesurvey"}}
    answers = {"proud": "A1", "not proud": "A2"}
    run = built(tmp_path, files, sources=sources, questions={"q": {"at": "Q1", "answers": answers}})
    assert run.answers("q") == [1, 2]
    assert [row["source_row"] for row in run.responses()] == [2, 3]
    path = tmp_path / "small" / "survey_7_R_data_file.csv"
    found = describe(path, Reading(), [path.with_name("survey_7_R_syntax_file.R")]).columns[1]
    assert (found.label, found.labels) == ('How "proud" are you?', {"A1": "Very (proud)", "A2": "Not, at all"})


def test_an_r_script_of_another_export_is_refused(tmp_path):
    files = {"survey_7_R_data_file.csv": '"id","Q1","Q2"\n"1","A1","A1"\n', "survey_7_R_syntax_file.R": R_SCRIPT}
    reason = refusal(
        tmp_path, files, sources={"poll": {**POLL, "files": "*.csv"}}, questions=one_question(answers=["a"])
    )
    assert "has 3 columns and survey_7_R_syntax_file.R names 2; export both again." in reason


def test_ranges_that_a_spreadsheet_made_dates_are_named_in_the_notes(tmp_path):
    notes = described(
        tmp_path, rows("id,size | Oct-49,size | 50+,5-Feb,day", "1,x,1-5,Jun-25,3-May", "2,,,100-500,4-May")
    ).notes
    assert [*map(shown, notes)] == [
        "A spreadsheet seems to have made dates of ranges in the header: 5-Feb of 2-5 and Oct-49 of 10-49.",
        "A spreadsheet seems to have made dates of ranges in the first rows of column '5-Feb': Jun-25 of 6-25.",
    ]
