"""The columns of the safety forms, and what the data dictionary says of them."""

from __future__ import annotations

from synthetic.forms import Field
from synthetic.safety_onset import RULE
from synthetic.safety_serious import CATEGORIES, TYPES

YES_NO = "1=Yes;0=No"
BOX = "1=Ticked"
CAUSALITY = "1=Not related;2=Possibly related;3=Probably related;4=Certainly related"
OUTCOMES = "1=Recovered;2=Recovering;3=Recovered with sequelae;4=Not recovered;5=Fatal;6=Unknown"
OWN_DICTIONARY = (
    "term of a dictionary made for this synthetic export (MedDRA is licensed and is neither used nor copied); "
    "codes have eight digits and start with 99"
)
BOXES = {
    "sae_death": "Resulted in death",
    "sae_threat": "Life threatening",
    "sae_hosp": "Hospitalisation or its prolongation",
    "sae_disab": "Persistent disability or incapacity",
    "sae_congen": "Congenital anomaly or birth defect",
    "sae_other": "Other medically important event",
}
LEVEL_LABELS = {
    "llt": "Lowest level term",
    "pt": "Preferred term",
    "hlt": "High level term",
    "hlgt": "High level group term",
    "soc": "System organ class",
}


def _codes(words: tuple[str, ...]) -> str:
    return ";".join(f"{number}={word}" for number, word in enumerate(words, start=1))


def _coding() -> list[Field]:
    """Name and code of each level of the dictionary."""
    fields = []
    for level, label in LEVEL_LABELS.items():
        fields.append(Field(f"{level}_name", label, "text", "", "60", OWN_DICTIONARY))
        fields.append(Field(f"{level}_code", f"{label} code", "integer", "", "60", OWN_DICTIONARY))
    return fields


ADVERSE_EVENTS = (
    Field("subject", "Subject number", "text", "", "60", "leading zeros matter"),
    Field("line", "Line of the adverse event log", "integer", "", "60",
          "one line is exported twice, equal in every column: drop exact duplicates"),
    Field("record_status", "Status of the record", "code", "1=Current;2=Superseded", "60",
          "2 is the earlier version of a corrected line, kept by the audit trail: leave it out"),
    Field("term", "Adverse event, as reported", "text", "", "60",
          "free text in French, Spanish, Italian, German or English, with accents"),
    Field("term_en", "Adverse event, English translation", "text", "", "60"),
    *_coding(),
    Field("coded_with", "Dictionary and version", "text", "", "60", OWN_DICTIONARY),
    Field("start_date", "Start date", "date", "", "60",
          f"partial (UN-JAN-2019, UN-UNK-2019, 2019) or empty when unknown; {RULE}"),
    Field("end_date", "End date", "date", "", "60",
          "partial (UN-JAN-2019, 2019); one line ends before it starts (a year typed wrong, query open)"),
    Field("ongoing", "Ongoing at the end of the study", "code", BOX, "60", "check box: 1 or empty"),
    Field("severity", "Severity", "code", "1=Mild;2=Moderate;3=Severe", "60", "codes as numbers"),
    Field("serious", "Serious", "code", YES_NO, "60"),
    *(Field(name, label, "code", BOX, "60", "check all that apply: 1 or empty") for name, label in BOXES.items()),
    Field("related_product", "Relationship to the study product", "code", CAUSALITY, "61",
          "related means 2, 3 or 4; the site answers blinded"),
    Field("related_procedure", "Relationship to the injection procedure", "code", CAUSALITY, "61"),
    Field("action_study", "Action taken with the study treatment", "code",
          "1=None;2=Interrupted;3=Stopped;5=Not applicable", "61", "a single injection: always 5"),
    Field("treat_none", "No treatment of the event", "code", BOX, "61", "check all that apply: 1 or empty"),
    Field("treat_drug", "Medicine given for the event", "code", BOX, "61", "check all that apply: 1 or empty"),
    Field("treat_nondrug", "Other treatment of the event", "code", BOX, "61", "check all that apply: 1 or empty"),
    Field("outcome", "Outcome", "code", OUTCOMES, "61", "one value, 9, is outside the code list (query open)"),
    Field("query_open", "Open queries on the line", "integer", "", "", "EDC noise"),
)  # fmt: skip

SAE_DETAILS = (
    Field("subject", "Subject number", "text", "", "62"),
    Field("line", "Line of the serious event log", "integer", "", "62"),
    Field("ae_line", "Line of the adverse event log this belongs to", "integer", "", "62"),
    Field("report_date", "Date the sponsor was told", "date", "", "62"),
    Field("hospitalised", "Stay in hospital", "code", YES_NO, "62"),
    Field("hospital_start", "Admission", "date", "", "62", "empty when there was no stay"),
    Field("hospital_end", "Discharge", "date", "", "62"),
    Field("sae_category", "Category of the serious event", "code", _codes(CATEGORIES), "62",
          "the categories of Table 5 of the publication"),
    Field("sae_type", "Type of the serious event", "code", _codes(TYPES), "62",
          "the types of Table 4 of the publication; 6 where the site left it undefined"),
    Field("led_to_stop", "Led to discontinuation of the study", "code", YES_NO, "62"),
    Field("expected", "Expected as of the investigator brochure", "code", YES_NO, "62"),
    Field("narrative", "Narrative", "text", "", "62", "free text with commas"),
)  # fmt: skip

HISTOLOGY = (
    Field("subject", "Subject number", "text", "", "63"),
    Field("line", "Line of the specimen log", "integer", "", "63"),
    Field("ae_line", "Line of the adverse event log this belongs to", "integer", "", "63"),
    Field("specimen", "Specimen", "code",
          "1=Breast tissue, lumpectomy;2=Sentinel lymph node;3=Uterus, myomectomy", "63"),
    Field("side", "Side", "code", "1=Left;2=Right;3=Not applicable", "63"),
    Field("collected", "Date of collection", "date", "", "63"),
    Field("reported", "Date of the report", "date", "", "63", "one is partial"),
    Field("diagnosis", "Diagnosis, as reported", "text", "", "63",
          "free text in the language of the site, with accents"),
    Field("diagnosis_code", "Diagnosis", "code",
          "1=Invasive carcinoma of no special type;2=No malignant cells;3=Leiomyoma without atypia", "63"),
    Field("grade", "Histological grade", "code", "1=Grade 1;2=Grade 2;3=Grade 3", "63", "empty where no grade applies"),
    Field("size_mm", "Largest size", "decimal", "", "63", "mm"),
    Field("margin", "Resection margin", "code", "1=Clear;2=Involved;3=Not assessed", "63"),
    Field("ki67", "Ki-67 positive nuclei", "integer", "", "63", "percent"),
    Field("er", "Oestrogen receptor positive nuclei", "integer", "", "63", "percent"),
    Field("pr", "Progesterone receptor positive nuclei", "integer", "", "63", "percent"),
    Field("her2", "HER2 immunohistochemistry score", "code", "0=0;1=1+;2=2+;3=3+", "63"),
    Field("mitoses", "Mitoses in 10 high power fields", "integer", "", "63"),
    Field("atypia", "Cellular atypia", "code", "0=Absent;1=Present", "63"),
    Field("necrosis", "Tumour necrosis", "code", "0=Absent;1=Present", "63"),
    Field("nodes_examined", "Lymph nodes examined", "integer", "", "63"),
    Field("nodes_positive", "Lymph nodes with metastasis", "integer", "", "63"),
)  # fmt: skip
