/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Descriptions of nests: their words, their parser, and the writer of random ones.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "nest.h"

const struct nest_word nest_words[NEST_KINDS] = {
	[NEST_PLAIN] = { "plain", .weight = 8, .help = "a process" },
	[NEST_THREADS] = { "threads", NEST_ARGUMENT_NUMBER, .weight = 3,
	                   .help = "a process with that many threads besides its first" },
	[NEST_CHAIN] = { "chain", NEST_ARGUMENT_NUMBER, .weight = 2,
	                 .help = "that many processes, each the child of the one before" },
	[NEST_SESSION] = { "session", .weight = 2, .help = "a process in a session of its own" },
	[NEST_ORPHAN] = { "orphan", .weight = 3, .help = "a process whose parent ended" },
	[NEST_ZOMBIE] = { "zombie", .zombie = true, .weight = 3,
	                  .help = "a process that ended and is not reaped" },
	[NEST_LEADERLESS] = { "leaderless", .weight = 1,
	                      .help = "a process whose first thread ended; a second one lives" },
	[NEST_UID] = { "uid", NEST_ARGUMENT_NUMBER, .weight = 2,
	               .help = "a process of that user id" },
	[NEST_NAMED] = { "named", NEST_ARGUMENT_TEXT,
	                 .help = "a process with that name and arguments; \\n, \\e, \\xHH" },
	[NEST_UNFORKED] = { "unforked", .nests = true, .weight = 1,
	                    .help = "a process between unshare(CLONE_NEWPID) and fork()" },
	[NEST_WIDOWED] = { "widowed", .nests = true, .weight = 1,
	                   .help = "the same after its fork, whose init has died" },
	[NEST_ENTERED] = { "entered", .inside = true, .weight = 3,
	                   .help = "entered from outside, where its parent stands" },
	[NEST_STRAY] = { "stray", .inside = true, .weight = 2,
	                 .help = "the same, but its parent has died" },
	[NEST_UNREAPED] = { "unreaped", .inside = true, .zombie = true, .weight = 1,
	                    .help = "the same, ended, and its parent does not reap it" },
	[NEST_INJECTED] = { "injected", .inside = true, .weight = 2,
	                    .help = "a second child of the maker of this namespace" },
	[NEST_DEAD] = { "dead", .nests = true, .zombie = true, .weight = 1,
	                .help = "a namespace whose init has ended and is not reaped" },
	[NEST_DYING] = { "dying", .nests = true, .weight = 1,
	                 .help = "a namespace whose init waits for an unreaped" },
	[NEST_PINNED] = { "pinned", .nests = true, .weight = 1,
	                  .help = "a namespace held by a bind mount alone" },
	[NEST_HELD] = { "held", .nests = true, .weight = 1,
	                .help = "a namespace held by a descriptor alone" },
	[NEST_SPACE] = { .name = "space" },
	[NEST_INIT] = { .name = "init" },
	[NEST_SHIM] = { .name = "shim" },
	[NEST_OUTSIDE] = { .name = "outside" },
	[NEST_SELF] = { .name = "nest" },
	[NEST_THREAD] = { .name = "thread" },
	[NEST_FAILED] = { .name = "failed" },
};

struct parser {
	const char *start;
	const char *at;
	unsigned level;
	bool owned; /* within a user namespace of its own: no other uid can be taken there */
};

static struct nest_item *parse_items(struct parser *parser);

static void *complain(const struct parser *parser, const char *what)
{
	fprintf(stderr, "nest: %s at '%.40s' (byte %td of the description)\n", what, parser->at,
	        parser->at - parser->start);
	return NULL;
}

static void skip_space(struct parser *parser)
{
	while (isspace((unsigned char)*parser->at))
		parser->at++;
}

/* Takes `text` where it stands next. */
static bool take(struct parser *parser, const char *text)
{
	size_t len = strlen(text);

	if (strncmp(parser->at, text, len) != 0)
		return false;
	parser->at += len;
	return true;
}

static bool take_number(struct parser *parser, unsigned long max, unsigned long *ret_number)
{
	char *end;
	unsigned long number;

	if (!isdigit((unsigned char)*parser->at))
		return false;
	errno = 0;
	number = strtoul(parser->at, &end, 10);
	if (errno != 0 || number > max)
		return false;
	parser->at = end;
	*ret_number = number;
	return true;
}

/* One character of a quoted text, escapes undone; -1 at its end. */
static int take_character(struct parser *parser)
{
	if (*parser->at == '"' || *parser->at == '\0')
		return -1;
	if (*parser->at != '\\')
		return (unsigned char)*parser->at++;
	parser->at++;
	if (take(parser, "n"))
		return '\n';
	if (take(parser, "e"))
		return '\033';
	if (take(parser, "x") && isxdigit((unsigned char)parser->at[0]) &&
	    isxdigit((unsigned char)parser->at[1])) {
		const char digits[3] = { parser->at[0], parser->at[1], '\0' };

		parser->at += 2;
		return (int)strtoul(digits, NULL, 16);
	}
	return *parser->at ? (unsigned char)*parser->at++ : -1;
}

static char *take_text(struct parser *parser)
{
	char buffer[NEST_TEXT_MAX];
	size_t len = 0;
	int character;

	if (!take(parser, "\""))
		return complain(parser, "expected a text in double quotes");
	while ((character = take_character(parser)) > 0 && len < sizeof(buffer) - 1)
		buffer[len++] = (char)character;
	buffer[len] = '\0';
	if (!take(parser, "\""))
		return complain(parser, "text without an end, too long, or with a NUL");
	return strdup(buffer);
}

static bool parse_argument(struct parser *parser, struct nest_item *item)
{
	enum nest_argument argument = nest_words[item->kind].argument;
	unsigned long max = NEST_COUNT_MAX;

	if (item->kind == NEST_THREADS)
		max = NEST_THREADS_MAX;
	else if (item->kind == NEST_UID)
		max = UINT32_MAX - 1;
	if (argument == NEST_ARGUMENT_NONE)
		return true;
	if (!take(parser, ":"))
		return complain(parser, "expected ':' and an argument");
	if (argument == NEST_ARGUMENT_TEXT)
		return (item->text = take_text(parser)) != NULL;
	return take_number(parser, max, &item->number) || complain(parser, "expected a number");
}

static bool parse_word(struct parser *parser, struct nest_item *item)
{
	size_t len = strspn(parser->at, "abcdefghijklmnopqrstuvwxyz");

	for (int kind = 0; kind < NEST_SPACE; kind++) {
		const struct nest_word *word = &nest_words[kind];

		if (strlen(word->name) != len || strncmp(parser->at, word->name, len) != 0)
			continue;
		if (word->inside && parser->level == 0)
			return complain(parser, "this is possible only in a namespace");
		if (kind == NEST_UID && parser->owned)
			return complain(parser, "there is no other uid in this user namespace");
		parser->at += len;
		item->kind = (enum nest_kind)kind;
		return parse_argument(parser, item);
	}
	return complain(parser, "unknown word");
}

/* tree:DxW, user:UID and shim, in front of '['. False after an error; *ret_any: there was one. */
static bool parse_prefixes(struct parser *parser, struct nest_item *item, bool *ret_any)
{
	unsigned long deep = 1, wide = 1, uid = 0;

	*ret_any = false;
	for (;; *ret_any = true) {
		skip_space(parser);
		if (take(parser, "shim")) {
			item->shim = true;
		} else if (take(parser, "user:")) {
			if (parser->owned || !take_number(parser, UINT32_MAX - 1, &uid))
				return complain(parser, "expected a uid, outside of user:");
			item->owned = parser->owned = true;
		} else if (take(parser, "tree:")) {
			if (!take_number(parser, NEST_DEPTH_MAX + 1, &deep) || deep == 0 ||
			    !take(parser, "x") || !take_number(parser, 64, &wide) || wide == 0)
				return complain(parser, "expected DEPTHxWIDTH");
		} else {
			break;
		}
	}
	item->deep = (unsigned)deep;
	item->wide = (unsigned)wide;
	item->owner = (uid_t)uid;
	return true;
}

static bool parse_space(struct parser *parser, struct nest_item *item, bool *ret_is)
{
	bool owned = parser->owned, any;

	*ret_is = false;
	if (!parse_prefixes(parser, item, &any))
		return false;
	if (!take(parser, "["))
		return !any || complain(parser, "expected '['");
	if (item->owned && item->deep > 1)
		return complain(parser, "user: and tree: do not go together");
	*ret_is = true;
	item->kind = NEST_SPACE;
	/* One level too many is left to the kernel to refuse, far more would end our own stack. */
	parser->level += item->deep;
	if (parser->level > NEST_DEPTH_MAX + 1)
		return complain(parser, "too deep");
	errno = 0;
	item->first = parse_items(parser);
	if (errno != 0 || !take(parser, "]"))
		return errno == 0 && complain(parser, "expected ']'");
	parser->level -= item->deep;
	parser->owned = owned;
	return true;
}

static bool parse_item(struct parser *parser, struct nest_item *item)
{
	bool space;

	item->count = 1;
	if (take_number(parser, NEST_COUNT_MAX, &item->count) && !take(parser, "*"))
		return complain(parser, "expected '*' behind a number");
	if (!parse_space(parser, item, &space))
		return false;
	return space || parse_word(parser, item);
}

/* Up to the end or a ']'. NULL with errno 0: none; with EINVAL: an error, which is printed. */
static struct nest_item *parse_items(struct parser *parser)
{
	struct nest_item *first = NULL, **next = &first;

	for (skip_space(parser); *parser->at && *parser->at != ']'; skip_space(parser)) {
		*next = calloc(1, sizeof(**next));
		if (!*next || !parse_item(parser, *next)) {
			nest_free(first);
			errno = EINVAL;
			return NULL;
		}
		next = &(*next)->next;
	}
	errno = 0;
	return first;
}

struct nest_item *nest_parse(const char *description)
{
	struct parser parser = { .start = description, .at = description };
	struct nest_item *items = parse_items(&parser);

	if (!items && errno == 0)
		return complain(&parser, "nothing is described");
	if (items && *parser.at) {
		nest_free(items);
		return complain(&parser, "']' without '['");
	}
	return items;
}

void nest_free(struct nest_item *items)
{
	while (items) {
		struct nest_item *next = items->next;

		nest_free(items->first);
		free(items->text);
		free(items);
		items = next;
	}
}

static unsigned long expect_one(const struct nest_item *item)
{
	unsigned long spaces = 0, row = 1;

	switch (item->kind) {
	case NEST_THREADS:
		return 1 + item->number;
	case NEST_CHAIN:
		return item->number;
	case NEST_LEADERLESS: /* and its thread */
	case NEST_ENTERED:    /* and its parent outside */
	case NEST_UNREAPED:
		return 2;
	case NEST_DYING:
		return 3;
	case NEST_SPACE:
		for (unsigned level = 0; level < item->deep; level++, row *= item->wide)
			spaces += row;
		return spaces * (1 + item->shim + nest_expect(item->first));
	default:
		return 1;
	}
}

unsigned long nest_expect(const struct nest_item *items)
{
	unsigned long expected = 0;

	for (; items; items = items->next)
		expected += items->count * expect_one(items);
	return expected;
}

/* splitmix64: the same numbers whatever the C library. */
struct random {
	uint64_t state;
	unsigned processes; /* that may still be made */
	const struct nest_limits *limits;
	FILE *out;
};

static unsigned long pick(struct random *random, unsigned long below)
{
	uint64_t z = random->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (z ^ (z >> 31)) % below;
}

static enum nest_kind pick_kind(struct random *random)
{
	unsigned long total = 0, chosen;

	for (int kind = 0; kind < NEST_SPACE; kind++)
		total += nest_words[kind].weight;
	chosen = pick(random, total);
	for (int kind = 0; kind < NEST_SPACE; kind++) {
		if (chosen < nest_words[kind].weight)
			return (enum nest_kind)kind;
		chosen -= nest_words[kind].weight;
	}
	return NEST_PLAIN;
}

static void write_random_item(struct random *random, bool owned, unsigned level)
{
	static const unsigned uids[] = { 65534, 1000, 12345 };
	struct nest_item item = { .kind = pick_kind(random), .count = 1 };

	if ((item.kind == NEST_UID && owned) ||
	    (nest_words[item.kind].nests && level >= random->limits->depth))
		return;
	if (item.kind == NEST_UID)
		item.number = uids[pick(random, 3)];
	else if (nest_words[item.kind].argument == NEST_ARGUMENT_NUMBER)
		item.number = 1 + pick(random, 4);
	if (item.kind == NEST_PLAIN || item.kind == NEST_ZOMBIE)
		item.count = 1 + pick(random, 4);
	if (nest_expect(&item) > random->processes)
		return;
	random->processes -= (unsigned)nest_expect(&item);
	if (item.count > 1)
		fprintf(random->out, "%lu*", item.count);
	fputs(nest_words[item.kind].name, random->out);
	if (nest_words[item.kind].argument == NEST_ARGUMENT_NUMBER)
		fprintf(random->out, ":%lu", item.number);
	fputc(' ', random->out);
}

/* Writes the namespaces whose parent is `self`; parents[i] < i, 0 stands for the view. */
static void write_random_spaces(struct random *random, const unsigned *parents, unsigned count,
                                unsigned self, unsigned level, bool owned)
{
	for (unsigned space = self + 1; space < count; space++) {
		bool inner = owned;

		if (parents[space] != self)
			continue;
		if (random->processes > 2 && pick(random, 4) == 0) {
			fputs("shim ", random->out);
			random->processes--;
		}
		if (!inner && pick(random, 8) == 0) {
			fprintf(random->out, "user:%lu ", 1000 + pick(random, 3));
			inner = true;
		}
		fputs("[ ", random->out);
		for (unsigned long items = pick(random, 7); items > 0; items--)
			write_random_item(random, inner, level + 1);
		write_random_spaces(random, parents, count, space, level + 1, inner);
		fputs("] ", random->out);
	}
}

char *nest_describe_random(uint64_t seed, const struct nest_limits *limits)
{
	struct random random = { .state = seed, .limits = limits };
	unsigned count = 2 + (limits->namespaces > 1 ? limits->namespaces / 2 : 0);
	unsigned *parents, *levels;
	char *text = NULL;
	size_t size;

	count += (unsigned)pick(&random, limits->namespaces - count + 2);
	parents = calloc(count, sizeof(*parents));
	levels = calloc(count, sizeof(*levels));
	random.out = open_memstream(&text, &size);
	if (!parents || !levels || !random.out)
		abort();
	for (unsigned space = 1; space < count; space++) {
		/* Every third below the one before: chance alone makes flat trees. */
		parents[space] = pick(&random, 3) == 0 ? space - 1 : 0;
		while (levels[parents[space]] >= limits->depth || parents[space] == 0) {
			parents[space] = (unsigned)pick(&random, space);
			if (parents[space] == 0)
				break;
		}
		levels[space] = levels[parents[space]] + 1;
	}
	/* Each namespace needs its init before anything else gets a process. */
	random.processes = limits->processes > count ? limits->processes - count : 0;
	write_random_spaces(&random, parents, count, 0, 0, false);
	fclose(random.out);
	free(parents);
	free(levels);
	return text;
}
