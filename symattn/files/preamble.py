"""The preamble of a LaTeX page: the packages and macros that the page uses, no others."""

from __future__ import annotations

import re

from symattn.document.tree import Sheet
from symattn.files import fonts

__all__ = ["write"]

_PAPER = {"a4": "a4paper", "letter": "letterpaper"}

_FONTS_BOTH = r"""\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
\fi
\usepackage{lmodern}"""

_FONTS_CJK = r"""\usepackage{iftex}
\RequireXeTeX  % for the characters in the second font
\usepackage{lmodern, fontspec}
% the first of these fonts that this TeX finds
\IfFontExistsTF{NotoSansCJK-Regular.ttc}{\newfontfamily\cjk[FontIndex=2]{NotoSansCJK-Regular.ttc}}{%
  \IfFontExistsTF{Noto Sans CJK SC}{\newfontfamily\cjk{Noto Sans CJK SC}}{%
    \IfFontExistsTF{FandolHei-Regular.otf}{\newfontfamily\cjk{FandolHei-Regular.otf}}{%
      \IfFontExistsTF{HaranoAjiGothic-Regular.otf}{\newfontfamily\cjk{HaranoAjiGothic-Regular.otf}}{%
        \PackageError{symattn}{No font with Chinese characters:
          install fandol or Noto Sans CJK}{}\let\cjk\relax}}}}"""
"""Noto by its file's name, where symattn tells TeX its folder, or from the system; then the fonts
of TeX Live.  No path stands in it, so the sheet compiles wherever there is one of them."""

# name → (what the body must hold, the definition)
_MACROS = (
    (r"\begin{tabular}", r"""\setlength{\tabcolsep}{1.2mm}"""),
    (r"\toprule", r"""\setlength{\aboverulesep}{0.3mm}\setlength{\belowrulesep}{0.3mm}"""),
    (
        r"\sheettitle",
        r"""\newcommand{\sheettitle}[1]{%%
  {\noindent\Large\bfseries #1\par}\smallskip}""",
    ),
    (
        r"\sheetsection",
        r"""\newcommand{\sheetsection}[2]{\par\addvspace{%(gap)s}%%
  {\noindent\llap{\makebox[8mm][l]{\bfseries #1}}\bfseries #2\par}\nobreak}""",
    ),
    (r"\sheetnote", r"""\newcommand{\sheetnote}[1]{{\small #1\par}}"""),
    (r"\sheetcaption", r"""\newcommand{\sheetcaption}[1]{{\small\color{muted}#1}}"""),
    (r"\hint", r"""\newcommand{\hint}[1]{{\small\color{muted}#1\par}}"""),
    (r"\lineto", r"""\newcommand{\lineto}[1]{\leaders\hrule\hskip 0pt plus #1fill\relax}"""),
    # a place to write into, so many digits wide
    (r"\blank", r"""\newcommand{\blank}[1]{\answer{#1}{}}"""),
    (
        r"\answer",
        r"""\newcommand{\answer}[2]{{\setlength{\fboxsep}{0pt}\color{hairline}%%
  \vcenter{\hbox{\fbox{\makebox[\dimexpr %(digit)s*#1+3mm\relax]{%%
    \rule[-%(depth)s]{0pt}{%(tall)s}\color{black}$#2$}}}}}}""",
    ),
    # a place whose last digit may differ by one
    (
        r"\starred",
        r"""\newcommand{\starred}[1]{#1\llap{\raisebox{1mm}[0pt][0pt]{\color{muted}\tiny$*$}\kern0.6mm}}""",
    ),
    (
        r"\linestrut",
        r"""\newcommand{\linestrut}{%%
  \rule[-%(depth)s]{0pt}{\dimexpr %(tall)s+%(room)s\relax}}""",
    ),
    (r"\givenstrut", r"""\newcommand{\givenstrut}{\rule[-1mm]{0pt}{4.5mm}}"""),
    (r"\stack", r"""\newcommand{\stack}[2]{\begin{tabular}[b]{@{}c@{}}#1\\[1mm]#2\end{tabular}}"""),
    (
        r"\aside",
        r"""\newcommand{\aside}[1]{\rlap{\raisebox{0pt}[0pt][0pt]{%%
  \parbox[t]{40mm}{\raggedright\small #1}}}}""",
    ),
    (
        r"\given",
        r"""\newcommand{\given}[1]{\sbox0{#1}%%
  \ifdim\wd0>4mm \usebox0\else\makebox[4mm]{\usebox0}\fi}""",
    ),
    (r"\sheetdisplay", r"""\newcommand{\sheetdisplay}[1]{\fit{$\displaystyle #1$}}"""),
    (
        r"\fit",
        r"""\newcommand{\fit}[1]{\sbox0{#1}\par\noindent  %% wider than the line: made smaller
  \ifdim\wd0>\linewidth\resizebox{\linewidth}{!}{\usebox0}\else\usebox0\fi\par}""",
    ),
)


def write(sheet: Sheet, body: str, foot: str, page_of: str) -> str:
    """Everything above ``\\begin{document}``; ``body`` and ``foot`` say what is used."""
    values = {
        "gap": "1mm" if sheet.paper == "letter" else "3mm",
        "skip": "0.3mm" if sheet.paper == "letter" else "0.8mm",
        "room": "0.3mm" if sheet.paper == "letter" else "0.6mm",
        "digit": "2.7mm" if sheet.large else "2.2mm",
        "tall": "9mm" if sheet.large else "7mm",
        "size": "13}{16.5" if sheet.large else "10.5}{13.2",
        "depth": "3.5mm" if sheet.large else "2.5mm",
    }
    side = ", landscape" if sheet.orientation == "landscape" else ""
    size = "12pt" if sheet.large else "11pt"
    used = [definition % values for name, definition in _MACROS if _uses(body, name)]
    packages = [_fonts(body + foot), r"\usepackage{amsmath}"]
    packages += [r"\usepackage{booktabs}"] if "\\toprule" in body else []
    packages += [r"\usepackage{graphicx}"] if _uses(body, r"\fit") else []
    packages += [r"\usepackage{tikz}"] if "{tikzpicture}" in body else []
    packages += [r"\usepackage{xcolor}"]
    page = page_of.replace("\\{", "{").replace("\\}", "}")
    page = page.format(page=r"\thepage{}", pages=r"\pageref{lastpage}")
    return "\n".join(
        [
            f"\\documentclass[{size}, {_PAPER[sheet.paper]}]{{article}}",
            *packages,
            f"\\usepackage[hmargin=22mm, vmargin=18mm, footskip=8mm{side}]{{geometry}}",
            "",
            *(line % values for line in _STYLE),
            "\\newcommand{\\sheetfoot}{\\footnotesize\\color{muted}%",
            f"  \\parbox[t]{{0.8\\textwidth}}{{\\raggedright {foot}}}\\hfill {page}}}",
            r"\makeatletter",
            r"\renewcommand{\@oddfoot}{\sheetfoot}",
            r"\makeatother",
            r"\AtEndDocument{\label{lastpage}}",
            "",
            *used,
        ]
    )


_STYLE = (
    r"\definecolor{hairline}{gray}{0.53}",
    r"\definecolor{muted}{gray}{0.37}",
    r"\renewcommand{\normalsize}{\fontsize{%(size)s}\selectfont}",
    r"\raggedright\hyphenpenalty=10000",
    r"\setlength{\parindent}{0pt}",
    r"\setlength{\parskip}{%(skip)s}",
    r"\normallineskip=1mm \normallineskiplimit=0.5mm",
    r"\pagestyle{empty}",
)


def _uses(body: str, name: str) -> bool:
    also = {r"\answer": (r"\blank",), r"\fit": (r"\sheetdisplay",)}.get(name, ())
    return any(re.search(re.escape(each) + r"(?![A-Za-z])", body) for each in (name, *also))


def _fonts(text: str) -> str:
    return _FONTS_CJK if any(fonts.is_second(char) for char in text) else _FONTS_BOTH
