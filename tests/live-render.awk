# SPDX-License-Identifier: GPL-2.0-or-later
#
# Draws a captured terminal screen, with its colours, as an SVG picture for the README.
#
#	tmux capture-pane -e -p >screen.txt
#	LC_ALL=C awk -f tests/live-render.awk [-v title=TEXT] screen.txt >screen.svg
#
# Knows what tmux writes: SGR sequences with 8, 16 and 256 colours, bold, dim, underline, reverse.
# Works on bytes, so that every awk does the same.

BEGIN {
	cell_width = 8.4
	cell_height = 18
	margin = 14
	bar = title == "" ? 0 : 26
	background = "#16181d"
	foreground = "#d0d4da"
	split("#2b2f36 #e0676a #86b86b #d9a95b #6d9fe0 #bf83c8 #58b4b4 #c8ccd2 " \
		"#6b727c #ef8284 #a3d189 #e8c37f #8db8f0 #d4a0dc #7ecccc #f2f4f7", base, " ")
	for (i = 0; i < 256; i++)
		ordinal[sprintf("%c", i)] = i
	reset()
	columns = 80
}

function reset() {
	ink = paper = ""
	bold = dim = underline = reverse = 0
}

function channel(level) {
	return level ? 55 + 40 * level : 0
}

# The colour with a number of the 256: 16 names, a cube, greys.
function color(number, grey) {
	if (number < 16)
		return base[number + 1]
	if (number < 232) {
		number -= 16
		return sprintf("#%02x%02x%02x", channel(int(number / 36)), channel(int(number / 6) % 6),
			channel(number % 6))
	}
	grey = 8 + 10 * (number - 232)
	return sprintf("#%02x%02x%02x", grey, grey, grey)
}

# One SGR sequence; returns how many of its numbers belong to the one at i.
function sgr_one(number, part, i) {
	if (number == 0)
		reset()
	else if (number == 1)
		bold = 1
	else if (number == 2)
		dim = 1
	else if (number == 4)
		underline = 1
	else if (number == 7)
		reverse = 1
	else if (number == 22)
		bold = dim = 0
	else if (number == 24)
		underline = 0
	else if (number == 27)
		reverse = 0
	else if (number >= 30 && number <= 37)
		ink = color(number - 30)
	else if (number == 39)
		ink = ""
	else if (number >= 40 && number <= 47)
		paper = color(number - 40)
	else if (number == 49)
		paper = ""
	else if (number >= 90 && number <= 97)
		ink = color(number - 82)
	else if (number >= 100 && number <= 107)
		paper = color(number - 92)
	else if ((number == 38 || number == 48) && part[i + 1] == 5) {
		if (number == 38)
			ink = color(part[i + 2])
		else
			paper = color(part[i + 2])
		return 3
	}
	return 1
}

function sgr(numbers, part, count, i) {
	count = split(numbers, part, ";")
	if (count == 0)
		reset()
	for (i = 1; i <= count;)
		i += sgr_one(part[i] + 0, part, i)
}

# How many bytes the character takes whose first byte this is.
function bytes_of(byte, code) {
	code = ordinal[byte]
	return code < 192 ? 1 : code < 224 ? 2 : code < 240 ? 3 : 4
}

# East Asian wide characters and emoji take two columns.
function width_of(character, code) {
	code = ordinal[substr(character, 1, 1)]
	if (length(character) == 4)
		return 2
	return length(character) == 3 && code >= 227 && code <= 237 ? 2 : 1
}

function quote(text) {
	gsub(/&/, "\\&amp;", text)
	gsub(/</, "\\&lt;", text)
	gsub(/>/, "\\&gt;", text)
	return text
}

function flush_run(front, back, x, y, swap, style) {
	if (run == "")
		return
	front = ink == "" ? foreground : ink
	back = paper
	if (reverse) {
		swap = front
		front = back == "" ? background : back
		back = swap
	}
	x = margin + run_x * cell_width
	y = margin + bar + (NR - 1) * cell_height
	if (back != "")
		shapes = shapes sprintf("<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", x, y,
			(at - run_x) * cell_width, cell_height, back)
	style = (bold ? " font-weight=\"bold\"" : "") (dim ? " opacity=\"0.6\"" : "") \
		(underline ? " text-decoration=\"underline\"" : "")
	if (run !~ /^ *$/)
		texts = texts sprintf("<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" fill=\"%s\"%s>%s</text>\n", x,
			y + 13, (at - run_x) * cell_width, front, style, quote(run))
	run = ""
}

{
	at = run_x = 0
	run = ""
	rest = $0
	while (rest != "") {
		if (match(rest, /^\033\[[0-9;]*m/)) {
			flush_run()
			sgr(substr(rest, 3, RLENGTH - 3))
			rest = substr(rest, RLENGTH + 1)
			continue
		}
		# Any other sequence draws nothing.
		if (match(rest, /^\033(\[[0-9;?]*[A-Za-z]|[()].|.)/) || match(rest, /^[\001-\037]/)) {
			rest = substr(rest, RLENGTH + 1)
			continue
		}
		size = bytes_of(substr(rest, 1, 1))
		character = substr(rest, 1, size)
		if (run == "")
			run_x = at
		run = run character
		at += width_of(character)
		rest = substr(rest, size + 1)
	}
	flush_run()
	if (at > columns)
		columns = at
}

END {
	width = 2 * margin + columns * cell_width
	height = 2 * margin + bar + NR * cell_height
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%d\" viewBox=\"0 0 %.0f %d\">\n", width,
		height, width, height
	printf "<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"%s\"/>\n", background
	if (title != "")
		printf "<text x=\"%.1f\" y=\"24\" fill=\"#8b919b\" text-anchor=\"middle\" " \
			"font-family=\"sans-serif\" font-size=\"13\">%s</text>\n", width / 2, quote(title)
	printf "%s<g font-family=\"ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace\" font-size=\"14\" " \
		"xml:space=\"preserve\">\n%s</g>\n</svg>\n", shapes, texts
}
