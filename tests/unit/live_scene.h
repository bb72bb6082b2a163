/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scenes for the tests of the live view: snapshots with figures and containers, and what is shown
 * of them as text to compare.
 */
#ifndef NSPID_TESTS_LIVE_SCENE_H
#define NSPID_TESTS_LIVE_SCENE_H

#include "live/state.h"
#include "tests/unit/unit.h"

#define SCENE_WEB UINT64_C(4026532254)
#define SCENE_DB  UINT64_C(4026532300)

/*
 * One init with a shell and two containers, and the same a second later: 101 and 503 ended, 700 is
 * new, 502 is calm and 100 busy. CPU says the order of the flat list.
 */
enum { SCENE_TABLE = 9, SCENE_LATER = 8 };
extern const struct fixture_process scene_table[SCENE_TABLE], scene_later[SCENE_LATER];

/*
 * A snapshot with all facts from a table: `ticks` is the CPU in percent, `cgroup` the container as
 * "ENGINE:NAME", a start that is not given is 100 times the PID. Users: 0 root, 1000 alice.
 */
void scene_snapshot(const struct fixture_process *table, size_t count,
                    struct snapshot *ret_snapshot);

/*
 * Hands a snapshot of the table over to the state, which must take it; `age` is the uptime in
 * seconds. The macro takes an array.
 */
void scene_take(struct live_state *state, const struct fixture_process *table, size_t count);
#define SCENE_TAKE(state, table) scene_take(state, table, ARRAY_SIZE(table))

/* `count` processes in `namespaces` namespaces below the view; `turn` moves PIDs, CPU and states.
 */
void scene_large(size_t count, size_t namespaces, unsigned turn, struct snapshot *ret_snapshot);

/* A state with default settings but this mode, and kernel threads hidden. Free it. */
struct live_state *scene_state(enum live_mode mode, size_t page);

/*
 * All lines, one after the other: "PID" for a process, "PID.TID" for a thread, "ns" and the last
 * three digits of the id for namespaces and boundaries. In front of it as many dots as its depth;
 * behind it marks: > cursor, * tagged, + fresh, x ended, (N) folded with N hidden, ~ context,
 * ? found. Valid until the fourth next call.
 */
const char *scene_text(const struct live_state *state);

/* The line of the cursor alone, in the same form without marks. */
const char *scene_cursor(const struct live_state *state);

/* Acts once for each key of the text, as the key table has it; answers with what must come out. */
void scene_keys(struct live_state *state, const char *keys);
enum live_do scene_act(struct live_state *state, enum live_action action);

/* Answers a prompt, which must be accepted. */
enum live_do scene_answer(struct live_state *state, enum live_prompt prompt, const char *text);

/* Puts the cursor on the line of that process. */
void scene_select(struct live_state *state, pid_t pid);

/* The cases of other files of this suite. */
TCase *live_find_case(void);
TCase *live_settings_case(void);
TCase *live_details_case(void);
TCase *live_keys_case(void);
TCase *live_dialog_case(void);
TCase *live_delta_case(void);

#endif
