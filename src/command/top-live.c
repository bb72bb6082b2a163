/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The live view at run: waits for keys, for the scanner, for signals and for the next refresh, and
 * never for one of them alone.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "command/top-live.h"
#include "command/top-look.h"
#include "live/screen.h"

enum {
	SECOND_LOOK = 400,     /* milliseconds until the first CPU figures that are of now */
	MESSAGE_STAYS = 8000,  /* milliseconds */
	BACKGROUND_WAIT = 200, /* milliseconds between two looks whether the terminal is ours */
	INPUTS_AT_ONCE = 512,  /* before the screen is drawn again, however much is pasted */
};

static const int signals[] = {
	SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT,
};

int64_t top_live_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void top_live_say(struct top *top, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(top->message, sizeof(top->message), format, args);
	va_end(args);
	top->touched = top_live_now();
}

static unsigned delay_of(const struct top *top)
{
	struct live_status status;

	live_state_status(top->state, &status);
	return status.delay;
}

static unsigned facts_of(const struct top *top)
{
	unsigned facts = live_state_facts(top->state);

	/* A container is found among the processes by the cgroup of each. */
	for (size_t i = 0; i < top->session->ntargets; i++)
		facts |= target_facts(&top->session->targets[i]) |
		         (top->session->targets[i].kind == TARGET_CONTAINER ? (unsigned)FACT_CGROUP
		                                                            : 0);
	return facts;
}

/* --- refreshes --- */

void top_live_rescan(struct top *top)
{
	if (scanner_is_busy(top->scanner)) {
		top->again = true;
		return;
	}
	top->again = false;
	/* The collector is ours until the scanner starts. */
	collector_set_focus(top->session->collector, live_state_focus(top->state));
	if (live_state_wants_all(top->state))
		collector_refresh_all(top->session->collector);
	scanner_start(top->scanner, facts_of(top), live_state_snapshot(top->state));
}

/* Refreshes keep their distance, whatever each takes; those that were missed are left out. */
static void refresh_if_due(struct top *top)
{
	int64_t now = top_live_now(), delay = delay_of(top);

	if (!live_state_wants_snapshot(top->state) || scanner_is_busy(top->scanner))
		return;
	/* A delay that was shortened counts at once. */
	if (top->due > now + delay)
		top->due = now + delay;
	if (now < top->due)
		return;
	top->due += delay;
	if (top->due <= now)
		top->due = now + delay;
	top_live_rescan(top);
}

static void machine_put(struct top *top, const struct machine *machine)
{
	struct live_machine *live = &top->machine;

	memcpy(live->host, machine->host, sizeof(live->host));
	memcpy(live->load, machine->load, sizeof(live->load));
	/* Between two looks that follow each other at once there is no difference to tell from. */
	if (machine->cpu_busy >= 0 || live->cpus == 0)
		live->cpu_busy = machine->cpu_busy;
	live->cpus = machine->cpus;
	live->memory_total = machine->memory_total;
	live->memory_used = machine->memory_used;
	live->uptime = machine->uptime;
}

static bool is_following(const struct top *top)
{
	struct live_status status;

	live_state_status(top->state, &status);
	return status.follow;
}

static void sight_take(struct top *top)
{
	bool following = is_following(top);
	struct sight sight;
	int r;

	if (!scanner_take(top->scanner, &sight))
		return;
	top->dirty = true;
	r = sight.error;
	if (r >= 0)
		r = live_state_take(top->state, sight.snapshot, time(NULL));
	free(sight.snapshot);
	if (r < 0)
		top_live_say(top, "cannot refresh: %s", strerror(-r));
	/* The state says why: no older message may stand before it. */
	if (following && !is_following(top))
		top_live_say(top, "%s", "");
	machine_put(top, &sight.machine);
	if (++top->refreshes >= top->count && top->count)
		top->end = true;
	if (top->again)
		top_live_rescan(top);
}

/* --- signals --- */

static void signals_set(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigaddset(set, signals[i]);
}

static void page_set(struct top *top)
{
	live_state_set_page(top->state, screen_frame_page());
	top->dirty = true;
}

/* Stops as if we had no handler. */
static void stop_by(int number)
{
	sigset_t stop, before;

	sigemptyset(&stop);
	sigaddset(&stop, number);
	signal(number, SIG_DFL);
	raise(number);
	pthread_sigmask(SIG_UNBLOCK, &stop, &before);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* What waits, one bit for each; what ends us is noted at once. */
enum {
	GOT_RESIZE = 1 << 0,
	GOT_STOP = 1 << 1,
	GOT_CONTINUE = 1 << 2,
};

static unsigned signals_drain(struct top *top)
{
	struct signalfd_siginfo info;
	unsigned got = 0;

	while (read(top->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGWINCH:
			got |= GOT_RESIZE;
			break;
		case SIGTSTP:
			got |= GOT_STOP;
			break;
		case SIGCONT:
			got |= GOT_CONTINUE;
			break;
		case SIGINT:
			top->end = true;
			break;
		default:
			top->end = true;
			top->signal = (int)info.ssi_signo;
		}
	}
	return got;
}

/*
 * After a stop. The shell gives us the terminal before fg lets us go on; whoever else does so
 * leaves it to another, and we stop again, unless it was to end us. Where nobody could let us go on
 * any more (an orphaned process group) a stop does nothing, and we wait.
 */
static void resume(struct top *top)
{
	struct pollfd signals_wait = { .fd = top->signal_fd, .events = POLLIN };

	signals_drain(top);
	while (!top->end && !screen_is_ours()) {
		stop_by(SIGTTOU);
		poll(&signals_wait, 1, BACKGROUND_WAIT);
		signals_drain(top);
	}
	if (top->end)
		return;
	/* Whoever had the terminal meanwhile has used it. */
	screen_resume();
	page_set(top);
}

static void signal_take(struct top *top)
{
	unsigned got = signals_drain(top);

	if (top->end)
		return;
	if (got & GOT_STOP) {
		screen_suspend();
		stop_by(SIGTSTP);
	}
	if (got & (GOT_STOP | GOT_CONTINUE)) {
		resume(top);
	} else if (got & GOT_RESIZE) {
		screen_resize();
		page_set(top);
	}
}

/* --- the loop --- */

/* Ours, or else the state's; after a while the hints are worth more than either. */
static const char *message_of(const struct top *top)
{
	if (top_live_now() - top->touched > MESSAGE_STAYS)
		return "";
	return *top->message ? top->message : live_state_message(top->state);
}

static void draw(struct top *top)
{
	const struct screen_frame frame = {
		.state = top->state,
		.machine = &top->machine,
		.message = message_of(top),
	};

	screen_frame_draw(&frame);
	dialog_draw(&top->dialog);
	screen_frame_show();
	top->dirty = false;
}

static void inputs_take(struct top *top)
{
	for (int i = 0; i < INPUTS_AT_ONCE && !top->end; i++) {
		struct screen_input input = screen_read();

		if (input.event == SCREEN_NOTHING)
			break;
		top->touched = top_live_now();
		top_act_input(top, &input);
		top->dirty = true;
	}
}

static int timeout_of(const struct top *top)
{
	int64_t left = top->due - top_live_now();

	if (!live_state_wants_snapshot(top->state) || scanner_is_busy(top->scanner))
		return -1;
	return left < 0 ? 0 : (int)left;
}

static void loop(struct top *top)
{
	struct pollfd fds[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = scanner_fd(top->scanner), .events = POLLIN },
		{ .fd = top->signal_fd, .events = POLLIN },
	};

	while (!top->end) {
		refresh_if_due(top);
		if (top->dirty && screen_is_ours())
			draw(top);
		if (poll(fds, ARRAY_SIZE(fds), timeout_of(top)) < 0) {
			if (errno != EINTR)
				break;
			continue;
		}
		if (fds[2].revents)
			signal_take(top);
		if (fds[0].revents & POLLIN)
			inputs_take(top);
		/* The terminal is gone: nobody is there to be told. */
		if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
			break;
		if (fds[1].revents)
			sight_take(top);
	}
}

/* --- start and end --- */

static int targets_choose(void *data, const struct snapshot *snapshot, bool *chosen)
{
	top_look_choose(data, snapshot, false, chosen);
	return 0;
}

/* A target that is not there is an error at the start, when it can be said. */
static int targets_check(struct top *top)
{
	const struct snapshot *snapshot = live_state_snapshot(top->state);
	_cleanup_free_ bool *chosen = calloc(snapshot->nprocesses + 1, sizeof(*chosen));

	if (!chosen)
		return (int)session_fail(top->session->command, -ENOMEM, "targets");
	return top_look_choose(top->session, snapshot, true, chosen);
}

/* Without the screen: what cannot be read is said as by any other command. */
static int first_look(struct top *top)
{
	const struct request *request = top->session->request;
	struct snapshot snapshot;
	struct machine machine;
	int r = collect_refresh(top->session->collector, facts_of(top), NULL, &snapshot);

	if (r >= 0)
		r = live_state_take(top->state, &snapshot, time(NULL));
	if (r < 0)
		return (int)session_fail(top->session->command, r,
		                         request->proc ? request->proc : "/proc");
	collect_machine(top->session->collector, &machine);
	machine_put(top, &machine);
	top->due = top_live_now() + (delay_of(top) < SECOND_LOOK ? delay_of(top) : SECOND_LOOK);
	top->refreshes = 1;
	return targets_check(top);
}

static int state_open(struct top *top, const struct live_settings *settings)
{
	const struct session *session = top->session;
	bool ascii = session_table(session).style == CELL_STYLE_ASCII;
	int r = live_state_new(settings, ascii ? CELL_STYLE_ASCII : CELL_STYLE_HUMAN, &top->state);

	if (r < 0)
		return (int)session_fail(session->command, r, "top");
	if (session->ntargets > 0)
		live_state_set_chooser(top->state, targets_choose, top->session);
	if (session->request->threads)
		live_state_act(top->state, LIVE_ACTION_THREADS);
	return first_look(top);
}

static int screen_start(struct top *top, const struct live_settings *settings)
{
	const struct session *session = top->session;
	struct table_spec spec = session_table(session);
	struct screen_options options = { .ascii = spec.style == CELL_STYLE_ASCII };
	const char *terminal = getenv("TERM");
	int r;

	options.colors = spec.color ? settings->colors : LIVE_COLORS_NEVER;
	if (session->request->color == COLOR_ALWAYS && options.colors == LIVE_COLORS_NEVER)
		options.colors = LIVE_COLORS_AUTO;
	r = screen_open(&options);
	if (r == -ENOSYS)
		return commands_fail(
			session->command, STATUS_USAGE, false,
			"top: cannot draw on this terminal (TERM=%s): nspid top -b prints plain "
			"tables",
			terminal ? terminal : "");
	if (r < 0)
		return (int)session_fail(session->command, r, "terminal");
	/* Curses brings a handler of its own, which is not for us. */
	signal(SIGTSTP, SIG_DFL);
	page_set(top);
	return -1;
}

static int parts_open(struct top *top)
{
	sigset_t set;
	int r;

	signals_set(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	top->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (top->signal_fd < 0)
		return (int)session_fail(top->session->command, -errno, "signals");
	r = scanner_open(top->session->collector, &top->scanner);
	return r < 0 ? (int)session_fail(top->session->command, r, "top") : -1;
}

static void parts_close(struct top *top)
{
	sigset_t set;

	/* A thread that does not end keeps what it works on until the program exits. */
	if (scanner_free(top->scanner))
		live_state_free(top->state);
	else
		top->session->collector = NULL;
	dialog_close(&top->dialog);
	free(top->victims);
	if (top->signal_fd >= 0)
		close(top->signal_fd);
	signals_set(&set);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		signal(signals[i], SIG_DFL);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

enum status top_run_live(struct session *session, const struct top_options *options,
                         const struct live_settings *settings, const char *complaint,
                         int *ret_signal)
{
	struct top top = { .session = session, .signal_fd = -1, .count = options->count };
	int r = state_open(&top, settings);

	top_live_say(&top, "%s", complaint);
	if (r < 0)
		r = parts_open(&top);
	if (r < 0)
		r = screen_start(&top, settings);
	if (r < 0)
		loop(&top);
	screen_close();
	parts_close(&top);
	*ret_signal = top.signal;
	return r < 0 ? STATUS_DONE : (enum status)r;
}
