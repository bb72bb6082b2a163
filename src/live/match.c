/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Matching names and command lines, which hold NUL and any other byte.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "live/match.h"
#include "view/cell.h"

enum {
	LABEL_SIZE = 512,
	SUBJECT_SIZE = 4096, /* a regular expression sees this much of a command line */
};

/* "/pattern/" */
static bool is_delimited(const char *text, size_t len)
{
	return len >= 3 && text[0] == '/' && text[len - 1] == '/';
}

int live_pattern_set(struct live_pattern *pattern, const char *text, char *reason, size_t size)
{
	size_t len = strlen(text);
	regex_t regex;
	int r;

	if (size)
		reason[0] = '\0';
	if (len >= sizeof(pattern->text))
		return -E2BIG;
	if (is_delimited(text, len)) {
		char inner[LIVE_TEXT_SIZE];

		memcpy(inner, text + 1, len - 2);
		inner[len - 2] = '\0';
		r = regcomp(&regex, inner, REG_EXTENDED | REG_NOSUB | REG_ICASE);
		if (r != 0) {
			regerror(r, &regex, reason, size);
			return -EINVAL;
		}
	}
	live_pattern_done(pattern);
	memcpy(pattern->text, text, len + 1);
	escape_text(text, len, 0, pattern->safe, sizeof(pattern->safe));
	pattern->is_regex = is_delimited(text, len);
	if (pattern->is_regex)
		pattern->regex = regex;
	return 0;
}

void live_pattern_done(struct live_pattern *pattern)
{
	if (pattern->is_regex)
		regfree(&pattern->regex);
	*pattern = (struct live_pattern){ .text = "" };
}

/* Letters of ASCII only: names are bytes, and need not be text of any encoding. */
static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c ? c : ' ';
}

static bool holds(const char *bytes, size_t len, const char *word, size_t word_len)
{
	char first = lower(word[0]);

	for (size_t i = 0; i + word_len <= len; i++) {
		size_t j = 1;

		if (lower(bytes[i]) != first)
			continue;
		while (j < word_len && lower(bytes[i + j]) == lower(word[j]))
			j++;
		if (j == word_len)
			return true;
	}
	return false;
}

static bool regex_fits(const struct live_pattern *pattern, const char *bytes, size_t len)
{
	char subject[SUBJECT_SIZE];

	if (len >= sizeof(subject))
		len = sizeof(subject) - 1;
	for (size_t i = 0; i < len; i++)
		subject[i] = bytes[i] ? bytes[i] : ' ';
	subject[len] = '\0';
	return regexec(&pattern->regex, subject, 0, NULL, 0) == 0;
}

bool live_pattern_fits(const struct live_pattern *pattern, const char *bytes, size_t len)
{
	if (!pattern->text[0])
		return true;
	if (pattern->is_regex)
		return regex_fits(pattern, bytes, len);
	return holds(bytes, len, pattern->text, strlen(pattern->text));
}

static bool fits_string(const struct live_pattern *pattern, const char *text)
{
	return text && live_pattern_fits(pattern, text, strlen(text));
}

bool live_pattern_fits_process(const struct live_pattern *pattern, const struct snapshot *snapshot,
                               const struct process *process)
{
	if (!pattern->text[0] || fits_string(pattern, process->name))
		return true;
	if (process->command && live_pattern_fits(pattern, process->command, process->command_len))
		return true;
	return fits_string(pattern, snapshot_find_user(snapshot, process->uid));
}

bool live_pattern_fits_container(const struct live_pattern *pattern,
                                 const struct container *container)
{
	char label[LABEL_SIZE];

	cell_format_container(container, label, sizeof(label));
	return fits_string(pattern, label) || fits_string(pattern, container->id);
}

bool live_pattern_fits_namespace(const struct live_pattern *pattern,
                                 const struct snapshot *snapshot, const struct namespace *ns)
{
	char id[32];

	snprintf(id, sizeof(id), "%" PRIu64, ns->id);
	if (fits_string(pattern, id) || fits_string(pattern, ns->hold_path))
		return true;
	for (uint32_t i = 0; i < ns->ncontainers; i++) {
		if (live_pattern_fits_container(pattern, &snapshot->containers[ns->containers[i]]))
			return true;
	}
	return ns->init != PROCESS_NONE &&
	       live_pattern_fits_process(pattern, snapshot, &snapshot->processes[ns->init]);
}
