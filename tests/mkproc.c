/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds a fake procfs for the shell tests, from a description on standard input.
 *
 *     mkproc FOLDER < description     FOLDER is made, with self -> none unless it is said
 *     mkproc --confined COMMAND ...   runs COMMAND so that modes of files bind root, too
 *
 * One line each; words KEY=VALUE in any order, values with \s for a space, \n, \r, \t, \e, \0,
 * \\ and \xHH. A line that begins with # says nothing.
 *
 *     process chain=3976>1 ppid=500 ns=4026532254 name=nginx command=nginx\0-g\0daemon\soff;
 *     thread  of=3976 chain=3980>5 name=worker
 *     clock   uptime=1000.5 boot=1700000000
 *     view    ns=4026532100               (before the processes)
 *     self    pid=1
 *     file    name=1/fd/5 text=...        link name=1/fd/6 target=pid:[4026532999]
 *     remove  pid=3976
 *
 * More of a process: state= uid= cgroup= threads= start= ticks= session= group= tracer= mounts=
 * mountinfo= blocked= ignored= caught= pending= (the last four in hexadecimal), and as words
 * without a value: hidden gone denied kthread exiting no-nspid no-kthread-line.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "tests/fixture.h"

/* Undoes the escapes in place and returns the length, as \0 is allowed. */
static size_t value_unescape(char *text)
{
	char *out = text;

	for (const char *in = text; *in; in++) {
		char digits[3] = "";

		if (*in != '\\' || !in[1]) {
			*out++ = *in;
			continue;
		}
		in++;
		if (*in == 'x' && in[1] && in[2]) {
			memcpy(digits, in + 1, 2);
			*out++ = (char)strtol(digits, NULL, 16);
			in += 2;
			continue;
		}
		*out++ = *in == 's'   ? ' '
		         : *in == 'n' ? '\n'
		         : *in == 't' ? '\t'
		         : *in == 'r' ? '\r'
		         : *in == 'e' ? '\033'
		         : *in == '0' ? '\0'
		                      : *in;
	}
	*out = '\0';
	return (size_t)(out - text);
}

/* The words of a line. */
struct words {
	struct {
		char *key, *value; /* value NULL: a word alone */
		size_t len;
	} all[32];
	size_t count;
};

static struct words words_split(char *line)
{
	struct words words = { .count = 0 };
	char *save = NULL;

	for (char *word = strtok_r(line, " \n", &save); word; word = strtok_r(NULL, " \n", &save)) {
		char *equals = strchr(word, '=');

		if (words.count == ARRAY_SIZE(words.all))
			errx(2, "too many words");
		words.all[words.count].key = word;
		words.all[words.count].value = NULL;
		if (equals) {
			*equals = '\0';
			words.all[words.count].value = equals + 1;
			words.all[words.count].len = value_unescape(equals + 1);
		}
		words.count++;
	}
	return words;
}

static const char *value_of(const struct words *words, const char *key)
{
	for (size_t i = 1; i < words->count; i++) {
		if (strcmp(words->all[i].key, key) == 0)
			return words->all[i].value;
	}
	return NULL;
}

static const char *value_needed(const struct words *words, const char *key)
{
	const char *value = value_of(words, key);

	if (!value)
		errx(2, "%s: %s= is missing", words->all[0].key, key);
	return value;
}

static void flag_set(struct fixture_process *process, const char *word)
{
	static const struct {
		const char *word;
		unsigned flag;
	} flags[] = {
		{ "hidden", FIXTURE_HIDDEN },
		{ "gone", FIXTURE_GONE },
		{ "denied", FIXTURE_NS_DENIED },
		{ "kthread", FIXTURE_KTHREAD },
		{ "exiting", FIXTURE_EXITING },
		{ "no-nspid", FIXTURE_NO_NSPID },
		{ "no-kthread-line", FIXTURE_NO_KTHREAD_LINE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		if (strcmp(flags[i].word, word) == 0) {
			process->flags |= flags[i].flag;
			return;
		}
	}
	errx(2, "process: unknown word '%s'", word);
}

static bool text_set(struct fixture_process *process, const char *key, const char *value,
                     size_t len)
{
	if (strcmp(key, "chain") == 0)
		process->chain = value;
	else if (strcmp(key, "name") == 0)
		process->name = value;
	else if (strcmp(key, "cgroup") == 0)
		process->cgroup = value;
	else if (strcmp(key, "session") == 0)
		process->session = value;
	else if (strcmp(key, "group") == 0)
		process->group = value;
	else if (strcmp(key, "mountinfo") == 0)
		process->mountinfo = value;
	else if (strcmp(key, "state") == 0)
		process->state = value[0];
	else if (strcmp(key, "command") == 0) {
		process->command = value;
		process->command_len = len;
	} else
		return false;
	return true;
}

static bool set_of_signals_set(struct fixture_process *process, const char *key, const char *value)
{
	uint64_t set = strtoull(value, NULL, 16);

	if (strcmp(key, "blocked") == 0)
		process->blocked = set;
	else if (strcmp(key, "ignored") == 0)
		process->ignored = set;
	else if (strcmp(key, "caught") == 0)
		process->caught = set;
	else if (strcmp(key, "pending") == 0)
		process->pending = set;
	else
		return false;
	return true;
}

static void number_set(struct fixture_process *process, const char *key, const char *value)
{
	char *end;
	uint64_t number = strtoull(value, &end, 10);

	if (!*value || *end)
		errx(2, "process: %s=%s is no number", key, value);
	if (strcmp(key, "of") == 0)
		process->tgid = (pid_t)number;
	else if (strcmp(key, "ppid") == 0)
		process->ppid = (pid_t)number;
	else if (strcmp(key, "tracer") == 0)
		process->tracer = (pid_t)number;
	else if (strcmp(key, "uid") == 0)
		process->uid = (uid_t)number;
	else if (strcmp(key, "threads") == 0)
		process->threads = (uint32_t)number;
	else if (strcmp(key, "ns") == 0)
		process->ns = number;
	else if (strcmp(key, "start") == 0)
		process->start = number;
	else if (strcmp(key, "ticks") == 0)
		process->ticks = number;
	else if (strcmp(key, "mounts") == 0)
		process->mounts = (unsigned)number;
	else
		errx(2, "process: unknown key '%s'", key);
}

static void process_line(struct fixture *fixture, const struct words *words)
{
	struct fixture_process process = { .chain = NULL };

	for (size_t i = 1; i < words->count; i++) {
		const char *key = words->all[i].key, *value = words->all[i].value;

		if (!value)
			flag_set(&process, key);
		else if (!text_set(&process, key, value, words->all[i].len) &&
		         !set_of_signals_set(&process, key, value))
			number_set(&process, key, value);
	}
	if (!process.chain)
		errx(2, "process: chain= is missing");
	fixture_add(fixture, &process);
}

static void line_apply(struct fixture *fixture, const struct words *words)
{
	const char *what = words->all[0].key;

	if (strcmp(what, "process") == 0 || strcmp(what, "thread") == 0)
		process_line(fixture, words);
	else if (strcmp(what, "clock") == 0)
		fixture_set_clock(fixture, strtod(value_needed(words, "uptime"), NULL),
		                  strtoull(value_needed(words, "boot"), NULL, 10));
	else if (strcmp(what, "view") == 0)
		fixture->view_ns = strtoull(value_needed(words, "ns"), NULL, 10);
	else if (strcmp(what, "self") == 0)
		fixture_set_self(fixture, atoi(value_needed(words, "pid")));
	else if (strcmp(what, "file") == 0)
		fixture_write_text(fixture, value_needed(words, "name"),
		                   value_needed(words, "text"));
	else if (strcmp(what, "link") == 0)
		fixture_link(fixture, value_needed(words, "name"), value_needed(words, "target"));
	else if (strcmp(what, "remove") == 0)
		fixture_remove(fixture, atoi(value_needed(words, "pid")));
	else
		errx(2, "unknown line '%s'", what);
}

static int build(const char *folder)
{
	_cleanup_free_ char *line = NULL;
	struct fixture fixture;
	size_t size = 0;

	fixture_open_at(&fixture, folder);
	while (getline(&line, &size, stdin) >= 0) {
		struct words words = words_split(line);

		if (words.count > 0 && words.all[0].key[0] != '#')
			line_apply(&fixture, &words);
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 3 && strcmp(argv[1], "--confined") == 0) {
		fixture_confine_forever();
		execvp(argv[2], argv + 2);
		err(127, "%s", argv[2]);
	}
	if (argc != 2)
		errx(2, "usage: mkproc FOLDER <DESCRIPTION, or mkproc --confined COMMAND...");
	return build(argv[1]);
}
