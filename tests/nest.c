/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds nested PID namespaces from a small description and tells the truth about them.
 *
 *	nest [OPTIONS] 'DESCRIPTION'      build, tell the truth, wait, take down
 *	nest [OPTIONS] --random SEED      the same with a description made from the seed
 *	nest --check                      compare lines of standard input with the kernel's answers
 *
 * A description is a list of words, for processes in the namespace that nest runs in (the view),
 * and of namespaces, written `[ ... ]` with their contents between the brackets:
 *
 *	nest '[ 3*plain zombie [ threads:2 entered ] ]'
 *
 * `N*` in front of anything makes N of it. `tree:DxW[ ... ]` is a tree of namespaces D levels
 * deep, each with these contents and W namespaces in it; `user:UID[ ... ]` a namespace owned by a
 * user namespace of that uid; `shim[ ... ]` one whose maker stays, as the shims of containers do.
 * `nest --help` lists the words; they are in one table, nest_words of nest-describe.c.
 *
 * The truth is text, its fields separated by single spaces; KIND is a word of the description, or
 * init, shim, outside (what holds the others from the view) or nest itself:
 *
 *	random SEED                                                  --random only
 *	description TEXT
 *	truth ioctl|nspid                                            where chains come from
 *	view NS
 *	process PID NS LEVEL PID,...,PID KIND
 *	thread TID NS LEVEL TID,...,TID PID                          not for the first thread
 *	ns NS PARENT LEVEL INIT NPROCS NTHREADS NZOMBIES USERNS OWNER processes|mount|fd PATH
 *
 * PID, TID and INIT are those of the view; a chain runs from the view down to the own namespace.
 * `ready` on standard output follows when all stands and the truth is written. Nest then waits for
 * the end of its standard input, SIGTERM, SIGINT or SIGHUP. However it ends, all that it made ends
 * with it (nest-build.c).
 *
 * --check reads lines `HOSTPID NSINODE INNERPID`, asks the kernel for each in both directions,
 * prints each disagreement and then `check ioctl|nspid N right N wrong N gone`. Exit status 1:
 * something is wrong. A process that has ended is gone, not wrong.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nest.h"

struct options {
	const char *truth; /* NULL: standard output */
	const char *seed;  /* NULL: a description is given */
	bool check;
	bool describe;
	bool nspid; /* do without the translating ioctls */
	struct nest_limits limits;
};

static volatile sig_atomic_t stopped;

static void on_signal(int signal)
{
	(void)signal;
	stopped = 1;
}

static void print_help(void)
{
	static const char *const arguments[] = { "", ":N", ":\"TEXT\"" };

	fputs("Usage: nest [OPTIONS] 'DESCRIPTION'\n"
	      "       nest [OPTIONS] --random SEED\n"
	      "       nest --check\n\n"
	      "Builds nested PID namespaces, tells the truth about them, prints `ready`, and\n"
	      "takes all down when standard input ends. --check compares lines `HOSTPID\n"
	      "NSINODE INNERPID` with the kernel's answers.\n\n"
	      "      --truth FILE          write the truth there instead of to standard output\n"
	      "      --random SEED         describe a random nest\n"
	      "      --nspid               take chains from NSpid as on kernels before Linux 6.11\n"
	      "      --describe            print the description and build nothing\n"
	      "      --max-namespaces N    limits of --random: brackets (default 40)\n"
	      "      --max-depth N         (default 5, at most 32)\n"
	      "      --max-processes N     (default 300)\n"
	      "  -h, --help\n\n"
	      "A description holds words and namespaces, `N*` in front of each makes N of it:\n\n"
	      "  [ ... ]           a namespace and what is in it\n"
	      "  shim[ ... ]       one whose maker stays as the parent of its init\n"
	      "  user:UID[ ... ]   one owned by a user namespace of that uid\n"
	      "  tree:DxW[ ... ]   a tree of them, D deep, W in each\n",
	      stdout);
	for (int kind = 0; kind < NEST_SPACE; kind++) {
		const struct nest_word *word = &nest_words[kind];
		const char *argument = arguments[word->argument];

		printf("  %s%s%*s%s%s\n", word->name, argument,
		       (int)(18 - strlen(word->name) - strlen(argument)), "", word->help,
		       word->inside ? " (in a namespace)" : "");
	}
}

static unsigned number_or_exit(const char *text, unsigned long max)
{
	char *end;
	unsigned long number;

	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno != 0 || *end || end == text || number == 0 || number > max) {
		fprintf(stderr, "nest: not a number from 1 to %lu: %s\n", max, text);
		exit(2);
	}
	return (unsigned)number;
}

static void parse_options(int argc, char **argv, struct options *options)
{
	enum { TRUTH = 256, RANDOM, NSPID, DESCRIBE, NAMESPACES, DEPTH, PROCESSES, CHECK };
	static const struct option longs[] = {
		{ "truth", required_argument, NULL, TRUTH },
		{ "random", required_argument, NULL, RANDOM },
		{ "nspid", no_argument, NULL, NSPID },
		{ "describe", no_argument, NULL, DESCRIBE },
		{ "max-namespaces", required_argument, NULL, NAMESPACES },
		{ "max-depth", required_argument, NULL, DEPTH },
		{ "max-processes", required_argument, NULL, PROCESSES },
		{ "check", no_argument, NULL, CHECK },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", longs, NULL)) != -1) {
		switch (option) {
		case TRUTH:
			options->truth = optarg;
			break;
		case RANDOM:
			options->seed = optarg;
			break;
		case NSPID:
			options->nspid = true;
			break;
		case DESCRIBE:
			options->describe = true;
			break;
		case NAMESPACES:
			options->limits.namespaces = number_or_exit(optarg, 10000);
			break;
		case DEPTH:
			options->limits.depth = number_or_exit(optarg, NEST_DEPTH_MAX);
			break;
		case PROCESSES:
			options->limits.processes = number_or_exit(optarg, 100000);
			break;
		case CHECK:
			options->check = true;
			break;
		case 'h':
			print_help();
			exit(0);
		default:
			exit(2);
		}
	}
}

static char *find_description(const struct options *options, int argc, char **argv)
{
	char *end;
	uint64_t seed;

	if (argc - optind != (options->seed ? 0 : 1)) {
		fputs("nest: expected a description or --random SEED; see --help\n", stderr);
		return NULL;
	}
	if (!options->seed)
		return strdup(argv[optind]);
	seed = strtoull(options->seed, &end, 10);
	if (*end || end == options->seed) {
		fprintf(stderr, "nest: not a number: %s\n", options->seed);
		return NULL;
	}
	return nest_describe_random(seed, &options->limits);
}

/* Without SA_RESTART, so that poll() returns. */
static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

static void wait_for_end(void)
{
	struct pollfd polled = { .fd = STDIN_FILENO, .events = POLLIN };
	char buffer[256];

	while (!stopped)
		if (poll(&polled, 1, -1) > 0 && read(STDIN_FILENO, buffer, sizeof(buffer)) <= 0)
			return;
}

static int tell_all(const struct options *options, const char *description,
                    const struct nest_record *records, size_t count)
{
	FILE *out = options->truth ? fopen(options->truth, "we") : stdout;
	int result;

	if (!out) {
		perror(options->truth);
		return -1;
	}
	if (options->seed)
		fprintf(out, "random %s\n", options->seed);
	fprintf(out, "description %s\n", description);
	result = nest_tell(out, records, count);
	/* From here on no descriptor of ours may hold a namespace: it would be found. */
	nest_kernel_stop();
	if ((out == stdout ? fflush(out) : fclose(out)) != 0)
		result = -1;
	return result;
}

/* Builds, tells and waits; `site` is complete but for what nest_build() adds. */
static int run(const struct options *options, const char *description, struct nest_site *site,
               const struct nest_item *items, int reports)
{
	unsigned long expected = nest_expect(items) + 2; /* the porter and the builder */
	struct nest_record *records = calloc(expected + 1, sizeof(*records));
	int result = -1;

	if (!records)
		return -1;
	if (nest_build(site, items) < 0) {
		perror("nest: fork");
	} else {
		close(site->report);
		result = nest_collect(reports, expected, records);
	}
	records[expected] =
		(struct nest_record){ .kind = NEST_SELF, .pid = getpid(), .inner = getpid() };
	if (result == 0 && !stopped)
		result = tell_all(options, description, records, expected + 1);
	if (result == 0 && !stopped) {
		puts("ready");
		fflush(stdout);
		wait_for_end();
	}
	for (unsigned long i = 0; i < expected; i++)
		free(records[i].path);
	free(records);
	return result;
}

static int build_and_wait(const struct options *options, const char *description,
                          const struct nest_item *items)
{
	struct nest_site site = { .porter = -1 };
	int line[2], reports[2], result;
	const int on = 1;

	if (pipe2(line, O_CLOEXEC) < 0 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, reports) < 0 ||
	    setsockopt(reports[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0) {
		perror("nest: socketpair");
		return 1;
	}
	site.lifeline = line[0];
	site.keep = line[1];
	site.report = reports[1];
	result = run(options, description, &site, items, reports[0]);
	close(site.keep);
	close(reports[0]); /* who still reports must not block */
	while (waitpid(-1, NULL, 0) >= 0 || errno == EINTR)
		;
	return result < 0;
}

int main(int argc, char **argv)
{
	struct options options = { .limits = { .namespaces = 40, .depth = 5, .processes = 300 } };
	struct nest_item *items;
	char *description;
	int result;

	nest_stand_named(argv);
	parse_options(argc, argv, &options);
	if (nest_kernel_start() < 0)
		return 1;
	if (options.nspid)
		nest_kernel_translates = false;
	if (options.check)
		return nest_check(stdin, stdout);
	description = find_description(&options, argc, argv);
	items = description ? nest_parse(description) : NULL;
	if (!items) {
		free(description);
		return 2;
	}
	if (options.describe) {
		puts(description);
		result = 0;
	} else {
		catch_signals();
		result = build_and_wait(&options, description, items);
	}
	nest_free(items);
	free(description);
	return result;
}
