/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parsers of the text formats of procfs.
 */
#include <errno.h>
#include <string.h>

#include "base/number.h"
#include "collect/parse.h"

struct span {
	const char *at, *end;
};

/* Takes the next line without its newline; false at the end. */
static bool line_next(struct span *text, struct span *ret_line)
{
	const char *newline;

	if (text->at >= text->end)
		return false;
	newline = memchr(text->at, '\n', (size_t)(text->end - text->at));
	*ret_line = (struct span){ text->at, newline ? newline : text->end };
	text->at = newline ? newline + 1 : text->end;
	return true;
}

static bool span_skip(struct span *span, const char *prefix, size_t len)
{
	if ((size_t)(span->end - span->at) < len || memcmp(span->at, prefix, len) != 0)
		return false;
	span->at += len;
	return true;
}

#define SKIP(span, literal) span_skip(span, literal, sizeof(literal) - 1)

static void blanks_skip(struct span *span)
{
	while (span->at < span->end && (*span->at == ' ' || *span->at == '\t'))
		span->at++;
}

/* The next number of a line; 0 where there is none. */
static uint64_t number_next(struct span *line)
{
	blanks_skip(line);
	return number_scan(&line->at, line->end);
}

static pid_t pid_next(struct span *line)
{
	uint64_t value = number_next(line);

	return value > INT32_MAX ? 0 : (pid_t)value;
}

static uint64_t hex_next(struct span *line)
{
	uint64_t value = 0;

	blanks_skip(line);
	for (; line->at < line->end; line->at++) {
		char c = *line->at;
		int digit = c >= '0' && c <= '9'   ? c - '0'
		            : c >= 'a' && c <= 'f' ? c - 'a' + 10
		                                   : -1;

		if (digit < 0)
			break;
		value = value << 4 | (uint64_t)digit;
	}
	return value;
}

/* The kernel writes a newline in a name as \n and a backslash as \\ (string_escape_str()). */
static void name_unescape(struct span line, struct status_fields *fields)
{
	blanks_skip(&line);
	fields->name_len = 0;
	for (; line.at < line.end && fields->name_len < PARSE_NAME_MAX - 1; line.at++) {
		char c = *line.at;

		if (c == '\\' && line.at + 1 < line.end) {
			line.at++;
			c = *line.at == 'n' ? '\n' : *line.at;
		}
		fields->name[fields->name_len++] = c;
	}
	fields->name[fields->name_len] = '\0';
}

static int chain_parse(struct span line, struct status_fields *fields)
{
	fields->nchain = 0;
	for (blanks_skip(&line); line.at < line.end; blanks_skip(&line)) {
		const char *before = line.at;
		pid_t pid = pid_next(&line);

		if (line.at == before)
			return -EINVAL;
		if (fields->nchain > LEVEL_MAX)
			return -E2BIG;
		fields->chain[fields->nchain++] = pid;
	}
	return 0;
}

static void ends_parse(struct span line, pid_t ends[2])
{
	ends[0] = ends[1] = pid_next(&line);
	for (blanks_skip(&line); line.at < line.end; blanks_skip(&line)) {
		const char *before = line.at;

		ends[1] = pid_next(&line);
		if (line.at == before)
			break;
	}
}

static void signals_parse(struct span line, struct signals *signals)
{
	if (SKIP(&line, "SigBlk:"))
		signals->blocked = hex_next(&line);
	else if (SKIP(&line, "SigIgn:"))
		signals->ignored = hex_next(&line);
	else if (SKIP(&line, "SigCgt:"))
		signals->caught = hex_next(&line);
}

static int status_line_n(struct span line, struct status_fields *fields)
{
	if (SKIP(&line, "Name:"))
		name_unescape(line, fields);
	else if (SKIP(&line, "NSpid:"))
		return chain_parse(line, fields);
	else if (SKIP(&line, "NSpgid:"))
		ends_parse(line, fields->group);
	else if (SKIP(&line, "NSsid:"))
		ends_parse(line, fields->session);
	return 0;
}

static void status_line_t(struct span line, struct status_fields *fields)
{
	if (SKIP(&line, "Tgid:"))
		fields->tgid = pid_next(&line);
	else if (SKIP(&line, "TracerPid:"))
		fields->tracer = pid_next(&line);
	else if (SKIP(&line, "Threads:"))
		fields->nthreads = (uint32_t)number_next(&line);
}

static void status_line_p(struct span line, struct status_fields *fields)
{
	if (SKIP(&line, "Pid:"))
		fields->pid = pid_next(&line);
	else if (SKIP(&line, "PPid:"))
		fields->ppid = pid_next(&line);
}

static void status_line_s(struct span line, struct status_fields *fields)
{
	if (SKIP(&line, "State:")) {
		blanks_skip(&line);
		fields->state = line.at < line.end ? *line.at : '?';
	} else if (SKIP(&line, "ShdPnd:")) {
		fields->signals.pending = hex_next(&line);
	} else {
		signals_parse(line, &fields->signals);
	}
}

/* "Uid: real effective saved filesystem" */
static void status_line_u(struct span line, struct status_fields *fields)
{
	if (SKIP(&line, "Uid:")) {
		number_next(&line);
		fields->euid = (uid_t)number_next(&line);
	}
}

static int status_line(struct span line, struct status_fields *fields)
{
	switch (line.at < line.end ? *line.at : '\0') {
	case 'N':
		return status_line_n(line, fields);
	case 'T':
		status_line_t(line, fields);
		break;
	case 'P':
		status_line_p(line, fields);
		break;
	case 'S':
		status_line_s(line, fields);
		break;
	case 'U':
		status_line_u(line, fields);
		break;
	case 'K':
		if (SKIP(&line, "Kthread:"))
			fields->kthread = number_next(&line) == 1;
		break;
	case 'V':
		fields->has_memory = true;
		break;
	default:
		break;
	}
	return 0;
}

int parse_status(const char *text, size_t len, bool want_signals, struct status_fields *ret_fields)
{
	struct span rest = { text, text + len }, line;

	ret_fields->name[0] = '\0';
	ret_fields->name_len = 0;
	ret_fields->state = '?';
	ret_fields->tgid = ret_fields->pid = ret_fields->ppid = ret_fields->tracer = 0;
	ret_fields->euid = (uid_t)-1;
	ret_fields->nthreads = 0;
	ret_fields->kthread = -1;
	ret_fields->has_memory = false;
	ret_fields->nchain = 0;
	ret_fields->group[0] = ret_fields->group[1] = 0;
	ret_fields->session[0] = ret_fields->session[1] = 0;
	ret_fields->signals = (struct signals){ 0 };
	while (line_next(&rest, &line)) {
		int r = status_line(line, ret_fields);

		if (r < 0)
			return r;
		/* Without a Kthread line, only the signal sets tell a thread of the kernel. */
		if (ret_fields->nthreads && !want_signals && ret_fields->kthread >= 0)
			break;
	}
	if (ret_fields->kthread < 0)
		ret_fields->kthread =
			!ret_fields->has_memory && ret_fields->signals.ignored == UINT64_MAX;
	return ret_fields->pid > 0 ? 0 : -EINVAL;
}

/* Skips `count` fields of a stat line. */
static void fields_skip(struct span *line, int count)
{
	for (; count > 0; count--) {
		blanks_skip(line);
		while (line->at < line->end && *line->at != ' ')
			line->at++;
	}
}

static int64_t signed_next(struct span *line)
{
	bool negative;
	uint64_t value;

	blanks_skip(line);
	negative = line->at < line->end && *line->at == '-';
	line->at += negative;
	value = number_scan(&line->at, line->end);
	if (value > INT64_MAX)
		value = INT64_MAX;
	return negative ? -(int64_t)value : (int64_t)value;
}

int parse_stat(const char *text, size_t len, struct stat_fields *ret_fields)
{
	const char *open = memchr(text, '(', len);
	const char *close = memrchr(text, ')', len); /* a name may hold brackets itself */
	struct span line;

	if (!open || !close || close < open)
		return -EINVAL;
	*ret_fields =
		(struct stat_fields){ .name = open + 1, .name_len = (size_t)(close - open - 1) };
	line = (struct span){ close + 1, text + len };
	blanks_skip(&line);
	if (line.at >= line.end)
		return -EINVAL;
	ret_fields->state = *line.at++;
	ret_fields->ppid = (pid_t)signed_next(&line);
	fields_skip(&line, 2); /* group and session */
	ret_fields->tty = (int)signed_next(&line);
	fields_skip(&line, 1); /* tpgid */
	ret_fields->flags = (unsigned)number_next(&line);
	fields_skip(&line, 4); /* page faults */
	ret_fields->ticks = number_next(&line);
	ret_fields->ticks += number_next(&line);
	fields_skip(&line, 3); /* times of children, priority */
	ret_fields->nice = (int)signed_next(&line);
	ret_fields->nthreads = (uint32_t)number_next(&line);
	fields_skip(&line, 1); /* itrealvalue */
	ret_fields->start = number_next(&line);
	ret_fields->vsz = number_next(&line);
	ret_fields->rss = number_next(&line);
	return line.at <= line.end ? 0 : -EINVAL;
}

int parse_namespace_link(const char *text, size_t len, uint64_t *ret_id)
{
	struct span span = { text, text + len };
	const char *digits;
	uint64_t id;

	if (!SKIP(&span, "pid:["))
		return -EINVAL;
	digits = span.at;
	id = number_scan(&span.at, span.end);
	if (span.at == digits || span.at + 1 != span.end || *span.at != ']' || id == UINT64_MAX)
		return -EINVAL;
	*ret_id = id;
	return 0;
}

/* How much a hierarchy's line says; the smaller the better. */
static int hierarchy_rank(struct span controllers)
{
	static const char *const best[] = { "", "name=systemd", "pids", "cpu", "cpu,cpuacct" };
	size_t len = (size_t)(controllers.end - controllers.at);

	for (int i = 0; i < (int)(sizeof(best) / sizeof(best[0])); i++) {
		if (strlen(best[i]) == len && memcmp(best[i], controllers.at, len) == 0)
			return i;
	}
	return 9;
}

int parse_cgroup(const char *text, size_t len, const char **ret_path, size_t *ret_len)
{
	struct span rest = { text, text + len }, line;
	int best = 99;

	while (line_next(&rest, &line)) {
		const char *first = memchr(line.at, ':', (size_t)(line.end - line.at));
		const char *second =
			first ? memchr(first + 1, ':', (size_t)(line.end - first - 1)) : NULL;
		size_t path_len;
		int rank;

		if (!second)
			continue;
		path_len = (size_t)(line.end - second - 1);
		rank = hierarchy_rank((struct span){ first + 1, second });
		if (path_len <= 1)
			rank += 20;
		if (rank < best) {
			best = rank;
			*ret_path = second + 1;
			*ret_len = path_len;
		}
	}
	return best < 99 ? 0 : -EINVAL;
}

int parse_keyed_number(const char *text, size_t len, const char *key, uint64_t *ret_value)
{
	struct span rest = { text, text + len }, line;

	while (line_next(&rest, &line)) {
		if (span_skip(&line, key, strlen(key)) && line.at < line.end &&
		    (*line.at == ' ' || *line.at == '\t' || *line.at == ':')) {
			line.at++;
			*ret_value = number_next(&line);
			return 0;
		}
	}
	return -ENOENT;
}

/* root:x:0:0:root:/root:/bin/sh */
int parse_passwd_next(char *text, size_t len, size_t *cursor, char **ret_name, uid_t *ret_uid)
{
	while (*cursor < len) {
		char *name = text + *cursor;
		char *end = memchr(name, '\n', len - *cursor);
		char *colon, *number, *number_end;
		uint64_t uid;

		end = end ? end : text + len;
		*cursor = (size_t)(end - text) + 1;
		colon = memchr(name, ':', (size_t)(end - name));
		number = colon ? memchr(colon + 1, ':', (size_t)(end - colon - 1)) : NULL;
		number_end = number ? memchr(number + 1, ':', (size_t)(end - number - 1)) : NULL;
		if (!number_end || colon == name || name[0] == '#' ||
		    number_parse(number + 1, (size_t)(number_end - number - 1), &uid) < 0 ||
		    uid >= UINT32_MAX)
			continue;
		*colon = '\0';
		*ret_name = name;
		*ret_uid = (uid_t)uid;
		return 1;
	}
	return 0;
}
