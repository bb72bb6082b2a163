/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of the pages: details of processes and namespaces, and the help.
 */
#include <stdio.h>

#include "tests/unit/live_scene.h"

#define WEB   SCENE_WEB
#define INNER UINT64_C(4026532400)

static const struct fixture_process table[] = {
	{ .chain = "1", .name = "systemd" },
	{ .chain = "500", .ppid = 1, .name = "shim" },
	{ .chain = "501 1", .ppid = 500, .ns = WEB, .name = "nginx", .cgroup = "docker:web" },
	{ .chain = "502 7", .ppid = 501, .ns = WEB, .name = "dind", .cgroup = "docker:web" },
	{ .chain = "503 8",
	  .ppid = 501,
	  .ns = WEB,
	  .name = "reapme",
	  .state = 'Z',
	  .cgroup = "docker:web" },
	{ .chain = "504 9",
	  .ppid = 502,
	  .ns = WEB,
	  .name = "orphan",
	  .state = 'Z',
	  .cgroup = "docker:web" },
	{ .chain = "505 10",
	  .ppid = 500,
	  .ns = WEB,
	  .name = "entered",
	  .state = 'Z',
	  .cgroup = "docker:web" },
	{ .chain = "506 11", .ppid = 501, .tracer = 1, .ns = WEB, .name = "traced", .state = 'Z' },
	{ .chain = "600 20 1",
	  .ppid = 502,
	  .ns = INNER,
	  .name = "in\x1b[31mner",
	  .cgroup = "docker:-rf" },
};

static struct snapshot snapshot;
static struct live_lines lines;

static void setup(void)
{
	scene_snapshot(table, ARRAY_SIZE(table), &snapshot);
}

static void teardown(void)
{
	snapshot_done(&snapshot);
	live_lines_done(&lines);
}

static void show(pid_t pid, enum cell_style style)
{
	live_details_process(&lines, &snapshot, unit_process(&snapshot, pid), style);
	ck_assert(!lines.failed);
}

/* The line that starts so, or NULL. */
static const char *line_of(const char *start)
{
	for (size_t i = 0; i < lines.nlines; i++) {
		const char *text = live_lines_text(&lines, i);

		if (strncmp(text, start, strlen(start)) == 0)
			return text;
	}
	return NULL;
}

#define HAS(line)     ck_assert_msg(line_of(line) != NULL, "no line '%s'", line)
#define HAS_NOT(line) ck_assert_msg(line_of(line) == NULL, "a line '%s'", line)

START_TEST(details_of_a_process)
{
	show(600, CELL_STYLE_ASCII);
	ck_assert_int_eq(lines.lines[0].kind, LIVE_LINE_TITLE);
	HAS("Process 600, inside 1: in\\x1b[31mner");
	HAS("      600  in pid:[4026531836]");
	HAS("       20  in pid:[4026532254] docker:web, init 501");
	HAS("        1  in pid:[4026532400] docker:-rf, init 600");
	HAS("Parent         502 dind");
	HAS("Init           600 in\\x1b[31mner");
	HAS("Container      docker:-rf");
	HAS("  nsenter -t 600 -a");
	HAS("  nspid ps 600");
	HAS("Zombies        none");
	/* Its signals were not read. */
	HAS("SIGTERM        its signal handlers are not known");
	/* A name that would be an option is no command to be copied. */
	HAS_NOT("  docker exec");
	show(501, CELL_STYLE_HUMAN);
	HAS("  docker exec -it web sh");
	HAS("  502 dind, inside 7");
	HAS("  503 reapme, inside 8, a zombie");
}
END_TEST

START_TEST(details_of_the_view_have_no_way_in)
{
	show(1, CELL_STYLE_HUMAN);
	HAS("Process 1: systemd");
	HAS("  it lives in the view namespace");
	HAS_NOT("  nsenter");
}
END_TEST

START_TEST(details_say_who_must_reap)
{
	show(503, CELL_STYLE_HUMAN);
	HAS("Zombie         it has ended; 501 nginx, the init, must reap it");
	HAS("  nsenter -t 501 -a");
	show(504, CELL_STYLE_HUMAN);
	HAS("Zombie         it has ended; 502 dind, its parent, must reap it");
	show(505, CELL_STYLE_HUMAN);
	HAS("Zombie         it has ended; 500 shim must reap it: it is outside of the namespace, "
	    "whose init cannot");
	show(506, CELL_STYLE_HUMAN);
	HAS("Zombie         it has ended; its tracer 1 systemd must wait for it first");
	show(502, CELL_STYLE_HUMAN);
	HAS("Zombies        504 orphan: 502 dind, its parent, must reap it");
}
END_TEST

START_TEST(details_of_a_namespace)
{
	const struct namespace *ns = &snapshot.namespaces[unit_namespace(&snapshot, WEB)];

	live_details_namespace(&lines, &snapshot, ns, CELL_STYLE_ASCII);
	HAS("PID namespace pid:[4026532254]");
	HAS("Level          1");
	HAS("Processes      6");
	HAS("Init           501 nginx");
	HAS("Zombies        503 reapme");
	HAS("               504 orphan");
	HAS("Container      docker:web");
	HAS("  docker exec -it web sh");
	HAS("        7  inside 502 dind");
	live_details_namespace(&lines, &snapshot, &snapshot.namespaces[NAMESPACE_VIEW],
	                       CELL_STYLE_HUMAN);
	HAS("PID namespace pid:[4026531836], the view");
}
END_TEST

static void engine_set(const char *engine, const char *name)
{
	struct container *container = &snapshot.containers[unit_process(&snapshot, 501)->container];

	*container = (struct container){ .engine = engine, .name = name, .outer = CONTAINER_NONE };
	container->id = "0123456789abcdef0123456789abcdef";
}

START_TEST(details_know_the_ways_of_the_engines)
{
	static const struct {
		const char *engine, *name, *line;
	} ways[] = {
		{ "docker", "web", "  docker exec -it web sh" },
		{ "docker", NULL, "  docker exec -it 0123456789ab sh" },
		{ "docker", "a b", "  docker exec -it 'a b' sh" },
		{ "docker", "$(reboot)", "  docker exec -it '$(reboot)' sh" },
		{ "docker", "it's", "  docker exec -it 0123456789ab sh" },
		{ "docker", "x\ny", "  docker exec -it 0123456789ab sh" },
		{ "podman", "web", "  podman exec -it web sh" },
		{ "lxc", "lx1", "  lxc-attach -n lx1" },
		{ "nspawn", "m", "  machinectl shell m" },
		{ "containerd", "x",
		  "  ctr task exec -t --exec-id nspid 0123456789abcdef0123456789abcdef sh" },
	};
	struct container *container;

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		engine_set(ways[i].engine, ways[i].name);
		show(501, CELL_STYLE_HUMAN);
		HAS(ways[i].line);
	}
	engine_set("containerd", "app");
	container = &snapshot.containers[unit_process(&snapshot, 501)->container];
	container->pod = "web-0";
	container->pod_namespace = "prod";
	show(501, CELL_STYLE_HUMAN);
	HAS("  kubectl exec -it -n prod web-0 -c app -- sh");
	HAS("  crictl exec -it 0123456789ab sh");
}
END_TEST

/* Nothing that reaches a terminal may hold control characters, in no style. */
START_TEST(details_are_safe_text)
{
	engine_set("dock\x1b]0;er", "we\nb");
	for (int style = CELL_STYLE_HUMAN; style <= CELL_STYLE_ASCII; style++) {
		for (size_t i = 0; i < snapshot.nprocesses; i++) {
			show(snapshot.processes[i].pid, (enum cell_style)style);
			for (size_t line = 0; line < lines.nlines; line++) {
				for (const char *at = live_lines_text(&lines, line); *at; at++)
					ck_assert_int_ge((unsigned char)*at, ' ');
			}
		}
	}
}
END_TEST

START_TEST(page_of_details_lives_on_with_its_process)
{
	static const struct fixture_process without[] = { { .chain = "1", .name = "systemd" } };
	struct live_state *state = scene_state(LIVE_PROCESSES, 5);
	const struct live_lines *page;
	size_t first;

	SCENE_TAKE(state, table);
	scene_select(state, 501);
	/* What the page alone says is read at once: signals and threads as they are now. */
	ck_assert_int_eq(live_state_focus(state), 0);
	ck_assert_int_eq(live_state_act(state, LIVE_ACTION_DETAILS).what, LIVE_DO_SCAN);
	ck_assert_int_eq(live_state_focus(state), 501);
	ck_assert_int_eq(live_state_page(state), LIVE_PAGE_DETAILS);
	ck_assert_int_eq(live_state_place(state), LIVE_IN_PAGE);
	SCENE_TAKE(state, table);
	page = live_state_lines(state, &first);
	ck_assert_str_eq(live_lines_text(page, 0), "Process 501, inside 1: nginx");
	scene_keys(state, "jj>");
	live_state_lines(state, &first);
	ck_assert_uint_eq(first, page->nlines - 5);
	SCENE_TAKE(state, without);
	SCENE_TAKE(state, without);
	page = live_state_lines(state, &first);
	ck_assert_str_eq(live_lines_text(page, 0), "Process 501, inside 1: nginx");
	ck_assert_str_eq(live_lines_text(page, 1), "It has ended. This is what was last known:");
	scene_keys(state, "q");
	ck_assert_int_eq(live_state_page(state), LIVE_PAGE_NONE);
	ck_assert_int_eq(live_state_focus(state), 0);
	/* Of a namespace it is the init. */
	SCENE_TAKE(state, table);
	scene_keys(state, "n");
	scene_act(state, LIVE_ACTION_DETAILS);
	ck_assert_int_gt(live_state_focus(state), 0);
	live_state_free(state);
}
END_TEST

START_TEST(page_of_help_shows_the_table)
{
	struct live_state *state = scene_state(LIVE_TREE, 10);
	const struct live_lines *page;
	size_t first, found = 0;

	SCENE_TAKE(state, table);
	scene_keys(state, "?");
	page = live_state_lines(state, &first);
	for (size_t i = 0; i < page->nlines; i++)
		found += strcmp(live_lines_text(page, i),
		                "  I                        invert the order") == 0;
	ck_assert_uint_eq(found, 1);
	scene_act(state, LIVE_ACTION_PAGE_DOWN);
	live_state_lines(state, &first);
	ck_assert_uint_eq(first, 10);
	scene_act(state, LIVE_ACTION_HALF_UP);
	scene_act(state, LIVE_ACTION_WHEEL_UP);
	live_state_lines(state, &first);
	ck_assert_uint_eq(first, 2);
	scene_keys(state, "?");
	ck_assert_int_eq(live_state_page(state), LIVE_PAGE_NONE);
	live_state_free(state);
}
END_TEST

START_TEST(page_is_moved_to_the_side_on_its_own)
{
	struct live_state *state = scene_state(LIVE_TREE, 10);

	SCENE_TAKE(state, table);
	scene_act(state, LIVE_ACTION_RIGHT);
	ck_assert_uint_eq(live_state_left(state), 8);
	scene_keys(state, "?");
	ck_assert_uint_eq(live_state_left(state), 0);
	scene_act(state, LIVE_ACTION_RIGHT);
	scene_act(state, LIVE_ACTION_RIGHT);
	ck_assert_uint_eq(live_state_left(state), 16);
	scene_keys(state, "q");
	ck_assert_uint_eq(live_state_left(state), 8);
	scene_act(state, LIVE_ACTION_LEFT);
	scene_act(state, LIVE_ACTION_LEFT);
	ck_assert_uint_eq(live_state_left(state), 0);
	scene_keys(state, "?");
	ck_assert_uint_eq(live_state_left(state), 0);
	live_state_free(state);
}
END_TEST

TCase *live_details_case(void)
{
	TCase *tests = tcase_create("details");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, details_of_a_process);
	tcase_add_test(tests, details_of_the_view_have_no_way_in);
	tcase_add_test(tests, details_say_who_must_reap);
	tcase_add_test(tests, details_of_a_namespace);
	tcase_add_test(tests, details_know_the_ways_of_the_engines);
	tcase_add_test(tests, details_are_safe_text);
	tcase_add_test(tests, page_of_details_lives_on_with_its_process);
	tcase_add_test(tests, page_of_help_shows_the_table);
	tcase_add_test(tests, page_is_moved_to_the_side_on_its_own);
	return tests;
}
