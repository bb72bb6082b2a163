/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The head of the screen: where we are, how the machine is, what is counted and what narrows the
 * view; and the line of hints.
 */
#include <curses.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "live/screen-head.h"
#include "live/screen-line.h"
#include "live/screen.h"

enum {
	HEAD_FULL = 4,
	BAR_MAX = 60,
	BAR_MIN = 20, /* with label and figures */
	BAR_LABEL = 4,
	BAR_SPACE = 2,     /* behind it */
	COUNTS_USUAL = 44, /* columns of the counts, with that space */
	COUNTS_STEP = 8,
	PARTS_MAX = 16,
	HINTS_MAX = 24,
	HINT_WIDTH = 6,
};

static struct {
	int x, end;
	size_t key;
} hints[HINTS_MAX];
static size_t hints_count;

int screen_head_lines(int height)
{
	if (height >= 16)
		return HEAD_FULL;
	if (height >= 10)
		return 2;
	return height >= 7 ? 1 : 0;
}

static void size_print(char *buffer, size_t size, double bytes)
{
	struct cell cell = { .kind = CELL_SIZE, .number = (int64_t)bytes };

	cell_format(&cell, CELL_STYLE_ASCII, buffer, size);
}

static const char *duration_print(char *buffer, size_t size, double seconds)
{
	long minutes = (long)seconds / 60;

	if (minutes >= 24 * 60)
		snprintf(buffer, size, "%ldd %02ld:%02ld", minutes / 1440, minutes % 1440 / 60,
		         minutes % 60);
	else
		snprintf(buffer, size, "%02ld:%02ld", minutes / 60, minutes % 60);
	return buffer;
}

/* "CPU[|||||     23.4%]", as htop has it. */
static void bar_draw(struct screen_line *line, const char *label, double share, const char *text,
                     size_t width)
{
	enum screen_style style = share < 0.6    ? STYLE_BAR_LOW
	                          : share < 0.85 ? STYLE_BAR_MIDDLE
	                                         : STYLE_BAR_HIGH;
	size_t inside = width > BAR_LABEL + 2 ? width - BAR_LABEL - 2 : 0;
	size_t len = strlen(text), room = inside > len ? inside - len : 0;
	size_t used = share > 0 ? (size_t)(share * (double)inside + 0.5) : 0;
	char bars[BAR_MAX + 1];

	used = used < room ? used : room;
	used = used < BAR_MAX ? used : BAR_MAX;
	memset(bars, '|', used);
	bars[used] = '\0';
	screen_line_field(line, STYLE_LABEL, label, BAR_LABEL, false);
	screen_line_put(line, STYLE_VALUE, "[");
	screen_line_put(line, style, bars);
	screen_line_space(line, STYLE_PLAIN, room - used);
	screen_line_put(line, STYLE_DIM, inside >= len ? text : "");
	screen_line_put(line, STYLE_VALUE, "]");
}

static void cpu_draw(struct screen_line *line, const struct live_machine *machine, size_t width)
{
	char text[32] = "?";

	if (machine->cpu_busy >= 0)
		snprintf(text, sizeof(text), "%.1f%%", machine->cpu_busy);
	bar_draw(line, " CPU", machine->cpu_busy / 100, text, width);
}

static void memory_draw(struct screen_line *line, const struct live_machine *machine, size_t width)
{
	char text[64] = "?", used[24], total[24];
	double share = -1;

	if (machine->memory_total > 0 && machine->memory_used >= 0) {
		size_print(used, sizeof(used), machine->memory_used);
		size_print(total, sizeof(total), machine->memory_total);
		snprintf(text, sizeof(text), "%s/%s", used, total);
		share = machine->memory_used / machine->memory_total;
	}
	bar_draw(line, " Mem", share, text, width);
}

/* The counts of one line, put together before they are drawn: the bar takes what they leave. */
struct tally {
	struct {
		enum screen_style style;
		char text[32];
	} parts[PARTS_MAX];
	size_t count;
};

_printf_(3, 4) static void part_add(struct tally *tally, enum screen_style style,
                                    const char *format, ...)
{
	va_list args;

	if (tally->count == PARTS_MAX)
		return;
	va_start(args, format);
	vsnprintf(tally->parts[tally->count].text, sizeof(tally->parts[0].text), format, args);
	va_end(args);
	tally->parts[tally->count++].style = style;
}

static void count_add(struct tally *tally, enum screen_style style, uint32_t count, const char *one,
                      const char *many)
{
	if (tally->count)
		part_add(tally, STYLE_LABEL, ", ");
	part_add(tally, style, "%" PRIu32, count);
	part_add(tally, STYLE_LABEL, " %s", count == 1 ? one : many);
}

/* What is not seen comes first: it is what must not be cut. */
static void hidden_add(struct tally *tally, const struct live_head *head)
{
	if (head->hidden_more)
		part_add(tally, STYLE_ZOMBIE, "more hidden");
	else if (head->hidden)
		part_add(tally, STYLE_ZOMBIE, "%" PRIu32 " hidden", head->hidden);
}

static void unknown_add(struct tally *tally, const struct live_head *head)
{
	if (head->unknown && tally->count)
		part_add(tally, STYLE_LABEL, ", ");
	if (head->unknown)
		part_add(tally, STYLE_ZOMBIE, "%" PRIu32 " of unknown namespace", head->unknown);
}

static void processes_add(struct tally *tally, const struct live_head *head)
{
	count_add(tally, STYLE_VALUE, head->processes, "process", "processes");
	count_add(tally, STYLE_VALUE, head->running, "running", "running");
	count_add(tally, head->zombies ? STYLE_ZOMBIE : STYLE_VALUE, head->zombies, "zombie",
	          "zombies");
}

static void namespaces_add(struct tally *tally, const struct live_head *head)
{
	count_add(tally, STYLE_VALUE, head->namespaces, "namespace", "namespaces");
	count_add(tally, STYLE_VALUE, head->containers, "container", "containers");
	count_add(tally, STYLE_VALUE, head->threads, "thread", "threads");
}

static size_t tally_width(const struct tally *tally)
{
	size_t width = 0;

	for (size_t i = 0; i < tally->count; i++)
		width += strlen(tally->parts[i].text);
	return width;
}

static void tally_draw(struct screen_line *line, const struct tally *tally)
{
	for (size_t i = 0; i < tally->count; i++)
		screen_line_put(line, tally->parts[i].style, tally->parts[i].text);
}

static void view_draw(struct screen_line *line, const struct live_state *state)
{
	const struct snapshot *snapshot = live_state_snapshot(state);

	if (!snapshot)
		return;
	if (snapshot->namespaces[NAMESPACE_VIEW].id)
		screen_line_print(line, STYLE_DIM, "  pid:[%" PRIu64 "]",
		                  snapshot->namespaces[NAMESPACE_VIEW].id);
	else
		screen_line_put(line, STYLE_DIM, "  pid:[?]");
	if (!snapshot->own_view)
		screen_line_put(line, STYLE_DIM, " (not ours)");
}

/* Host and view to the left, load and uptime to the right. */
static void title_draw(const struct screen_frame *frame, int y)
{
	struct screen_line line = screen_line_begin(y, 0, screen_width(), 0);
	const struct live_machine *machine = frame->machine;
	char host[sizeof(machine->host) * 4], text[96] = "", uptime[32];
	size_t len = 0;

	escape_text(machine->host, strlen(machine->host), screen_is_ascii() ? ESCAPE_NON_ASCII : 0,
	            host, sizeof(host));
	screen_line_print(&line, STYLE_VALUE, " %s", host);
	view_draw(&line, frame->state);
	if (machine->load[0] >= 0)
		len = (size_t)snprintf(text, sizeof(text), "load %.2f %.2f %.2f ", machine->load[0],
		                       machine->load[1], machine->load[2]);
	if (machine->uptime >= 0)
		snprintf(text + len, sizeof(text) - len, "  up %s ",
		         duration_print(uptime, sizeof(uptime), machine->uptime));
	screen_line_right(&line, STYLE_DIM, text);
	screen_line_fill(&line, STYLE_PLAIN);
}

static void chip_draw(struct screen_line *line, const char *label, const char *value)
{
	screen_line_print(line, STYLE_LABEL, "  %s", label);
	if (value && *value)
		screen_line_print(line, STYLE_VALUE, " %s", value);
}

/* What is shown of all that there is. */
static void status_draw(const struct screen_frame *frame, int y)
{
	static const char *const modes[] = { "namespaces", "processes", "tree" };
	struct screen_line line = screen_line_begin(y, 0, screen_width(), 0);
	struct live_status status;
	struct live_head head;

	live_state_status(frame->state, &status);
	live_state_head(frame->state, &head);
	screen_line_print(&line, STYLE_DIM, " %s", modes[status.mode]);
	if (status.narrowed)
		chip_draw(&line, "targets only", NULL);
	if (*status.user)
		chip_draw(&line, "user", status.user);
	if (*status.container)
		chip_draw(&line, "container", status.container);
	if (*status.filter)
		chip_draw(&line, "filter", status.filter);
	if (*status.search)
		chip_draw(&line, "search", status.search);
	if (status.zombies)
		chip_draw(&line, "zombies only", NULL);
	if (status.threads)
		chip_draw(&line, "threads", NULL);
	if (status.follow)
		chip_draw(&line, "following", NULL);
	if (head.tagged)
		screen_line_print(&line, STYLE_TAGGED, "  %" PRIu32 " tagged", head.tagged);
	if (status.paused)
		screen_line_put(&line, STYLE_ALERT, "  paused ");
	screen_line_fill(&line, STYLE_PLAIN);
}

/* Both lines have bars of one width. */
static size_t bar_width(const struct tally *one, const struct tally *other)
{
	size_t wanted =
		tally_width(one) > tally_width(other) ? tally_width(one) : tally_width(other);
	size_t all = (size_t)screen_width(), width = all / 2;

	/* In steps, so that it does not tremble with each count. */
	wanted = wanted + BAR_SPACE <= COUNTS_USUAL
	                 ? COUNTS_USUAL
	                 : (wanted + BAR_SPACE + COUNTS_STEP - 1) / COUNTS_STEP * COUNTS_STEP;
	if (width + wanted > all)
		width = all > wanted ? all - wanted : 0;
	if (width < BAR_MIN)
		width = BAR_MIN;
	return width > BAR_MAX ? BAR_MAX : width;
}

static void figures_draw(const struct screen_frame *frame, int y)
{
	struct screen_line cpu = screen_line_begin(y, 0, screen_width(), 0);
	struct screen_line memory = screen_line_begin(y + 1, 0, screen_width(), 0);
	struct tally processes = { 0 }, namespaces = { 0 };
	struct live_head head;
	size_t width;

	live_state_head(frame->state, &head);
	hidden_add(&processes, &head);
	processes_add(&processes, &head);
	unknown_add(&namespaces, &head);
	namespaces_add(&namespaces, &head);
	width = bar_width(&processes, &namespaces);
	cpu_draw(&cpu, frame->machine, width);
	screen_line_space(&cpu, STYLE_PLAIN, BAR_SPACE);
	tally_draw(&cpu, &processes);
	screen_line_fill(&cpu, STYLE_PLAIN);
	memory_draw(&memory, frame->machine, width);
	screen_line_space(&memory, STYLE_PLAIN, BAR_SPACE);
	tally_draw(&memory, &namespaces);
	screen_line_fill(&memory, STYLE_PLAIN);
}

/* One line alone: what a small terminal has room for. */
static void short_draw(const struct screen_frame *frame, int y)
{
	struct screen_line line = screen_line_begin(y, 0, screen_width(), 0);
	struct tally tally = { 0 };
	struct live_head head;

	live_state_head(frame->state, &head);
	hidden_add(&tally, &head);
	unknown_add(&tally, &head);
	processes_add(&tally, &head);
	screen_line_space(&line, STYLE_PLAIN, 1);
	tally_draw(&line, &tally);
	screen_line_fill(&line, STYLE_PLAIN);
}

void screen_head_draw(const struct screen_frame *frame, int lines)
{
	if (lines == 1)
		short_draw(frame, 0);
	if (lines == 2) {
		title_draw(frame, 0);
		short_draw(frame, 1);
	}
	if (lines < HEAD_FULL)
		return;
	title_draw(frame, 0);
	figures_draw(frame, 1);
	status_draw(frame, 3);
}

static void hint_draw(struct screen_line *line, size_t index)
{
	const struct live_key *key = &live_keys_all[index];
	int start = line->x;
	size_t width = strlen(key->hint) > HINT_WIDTH ? strlen(key->hint) : HINT_WIDTH;

	screen_line_put(line, STYLE_KEY, key->label);
	screen_line_field(line, STYLE_HINT, key->hint, width, false);
	if (hints_count == HINTS_MAX)
		return;
	hints[hints_count].x = start;
	hints[hints_count].end = line->x;
	hints[hints_count++].key = index;
}

/* Function keys come first, in their order, as everywhere. */
static uint64_t hint_rank(size_t index)
{
	uint32_t code = live_keys_all[index].code;

	return (code > LIVE_KEY_F0 && code < LIVE_KEY_ALT ? 0 : UINT64_C(1) << 48) +
	       ((uint64_t)code << 8) + index;
}

static void hints_draw(const struct screen_frame *frame, struct screen_line *line)
{
	unsigned place = live_state_place(frame->state);
	uint64_t last = 0;

	for (;;) {
		size_t next = SIZE_MAX;

		for (size_t i = 0; i < live_keys_count; i++) {
			if (!live_keys_all[i].hint || !(live_keys_all[i].places & place) ||
			    hint_rank(i) <= last)
				continue;
			if (next == SIZE_MAX || hint_rank(i) < hint_rank(next))
				next = i;
		}
		if (next == SIZE_MAX)
			break;
		last = hint_rank(next);
		hint_draw(line, next);
	}
	screen_line_fill(line, STYLE_HINT);
}

void screen_foot_draw(const struct screen_frame *frame, int y)
{
	struct screen_line line = screen_line_begin(y, 0, screen_width(), 0);

	hints_count = 0;
	if (!*frame->message) {
		hints_draw(frame, &line);
		return;
	}
	screen_line_print(&line, STYLE_VALUE, " %s", frame->message);
	screen_line_fill(&line, STYLE_PLAIN);
}

size_t screen_foot_key_at(int x)
{
	for (size_t i = 0; i < hints_count; i++) {
		if (x >= hints[i].x && x < hints[i].end)
			return hints[i].key;
	}
	return SIZE_MAX;
}
