"""The workbook's cell formats, named once; colours that still differ when printed in grey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

INK, RULE, PALE, GREY_INK = "#1B2A38", "#8FA3B5", "#EEF2F6", "#4A5763"
CODED_SCALE = ("#FFFFFF", "#6F9FCB")
SUGGESTED_SCALE = ("#FFFFFF", "#F0DFBE")
UNCERTAIN_SCALE = ("#FFFFFF", "#D3D9DF")
BODY: dict[str, Any] = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
CODED_NUMBER = '#,##0;-#,##0;"–"'
SUGGESTED_NUMBER = '"("#,##0")";;""'
UNCERTAIN_NUMBER = '#,##0"?";;""'


@dataclass(frozen=True, slots=True)
class Styles:
    """Formats by what they are for."""

    title: Any
    lead: Any
    notice: Any
    heading: Any
    head: Any
    tall_head: Any
    small_head: Any
    band: Any
    small_band: Any
    label: Any
    text: Any
    wrap: Any
    whole: Any
    code: Any
    coded: Any
    suggested: Any
    uncertain: Any
    estimate: Any
    estimate_band: Any
    estimate_total: Any
    unsure: Any
    coded_total: Any
    suggested_total: Any
    uncertain_total: Any
    coded_sum: Any
    suggested_sum: Any
    uncertain_sum: Any
    total_label: Any
    whole_total: Any
    share: Any
    probability: Any


def make_styles(book: Any) -> Styles:
    """Add the formats to a workbook."""

    def add(**properties: Any) -> Any:
        return book.add_format({**BODY, **properties})

    grid = {"border": 1, "border_color": RULE}
    line: dict[str, Any] = {"bottom": 1, "bottom_color": "#D5DEE7"}
    aside = {**line, "align": "right", "indent": 1}
    bold: dict[str, Any] = {"bold": True}
    head = {**bold, **grid, "bg_color": PALE, "text_wrap": True, "align": "left", "valign": "bottom"}
    total = {**bold, **grid, "top": 2, "bg_color": PALE}
    centre = {"align": "center", "valign": "vcenter"}
    coded = {**grid, **centre, **bold, "num_format": CODED_NUMBER, "right": 0}
    suggested = {**grid, **centre, "italic": True, "num_format": SUGGESTED_NUMBER, "left": 4}
    uncertain = {**grid, **centre, "font_color": GREY_INK, "num_format": UNCERTAIN_NUMBER, "left": 4}
    return Styles(
        title=add(bold=True, font_size=16),
        lead=add(text_wrap=True, valign="vcenter"),
        notice=add(text_wrap=True, bold=True, border=1, bg_color="#FFF4D6", valign="vcenter"),
        heading=add(bold=True, font_size=13),
        head=add(**head),
        tall_head=add(**{**head, "rotation": 90, "align": "center", "valign": "vcenter"}),
        small_head=add(**{**head, **centre, "font_size": 9, "bold": False}),
        band=add(**bold, **grid, bg_color="#D5DEE7", valign="vcenter"),
        small_band=add(**grid, italic=True, bg_color=PALE, valign="vcenter"),
        label=add(**grid, text_wrap=True, valign="vcenter"),
        text=add(**line),
        wrap=add(text_wrap=True, **line),
        whole=add(num_format="#,##0", **aside),
        code=add(align="center", **line),
        coded=add(**coded),
        suggested=add(**suggested),
        uncertain=add(**uncertain),
        estimate=add(**grid, **centre),
        estimate_band=add(**grid, **centre, bg_color=PALE),
        estimate_total=add(**total, **centre),
        unsure=add(**grid, **centre, italic=True, font_color=GREY_INK),
        coded_total=add(**{**coded, "bg_color": PALE, "top": 2}),
        suggested_total=add(**{**suggested, "bg_color": PALE, "top": 2}),
        uncertain_total=add(**{**uncertain, "bg_color": PALE, "top": 2}),
        coded_sum=add(**{**coded, "bg_color": PALE}),
        suggested_sum=add(**{**suggested, "bg_color": PALE}),
        uncertain_sum=add(**{**uncertain, "bg_color": PALE}),
        total_label=add(**total, text_wrap=True, valign="vcenter"),
        whole_total=add(**total, num_format="#,##0", align="right", indent=1),
        share=add(num_format="0\\ %", **aside),
        probability=add(num_format="0.00", **aside),
    )
