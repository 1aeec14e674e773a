"""A workbook as a department keeps it, for tests of the site and of its pages in a browser."""

import io

import openpyxl


def make_messy_workbook() -> bytes:
    """As a department keeps its figures: titles, merged heads, points between thousands, notes."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Résidents"
    for row in (
        ["Résidents étrangers par sexe – Préfecture de Tanger"],
        ["Situation au 31 décembre"],
        [],
        ["Commune", "2022", None, "2023", None],
        [None, "Hommes", "Femmes", "Hommes", "Femmes"],
        ["Tanger", "2.104", "2.016", "2.251", "2.134"],
        ["Gzenaya", "1.020", "..", "1.101", "998"],
        ["Total", "3.124", "2.016", "3.352", "3.132"],
        [],
        ["Source : registre de la préfecture, chiffres provisoires"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("B4:C4")
    sheet.merge_cells("D4:E4")
    sheet.merge_cells("A4:A5")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
