/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * systemd-nspawn, with systemd-machined or without.
 */
#include <stdio.h>

#include "base/cleanup.h"
#include "base/number.h"
#include "collect/runtime/command.h"
#include "collect/runtime/find.h"
#include "collect/runtime/nspawn.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool nspawn_unescape(struct span escaped, char *buffer, size_t size)
{
	size_t used = 0;

	while (escaped.len > 0) {
		char c = escaped.text[0];
		int high, low;

		if (used + 1 >= size || c == '\0')
			return false;
		if (span_skip(&escaped, "\\x")) {
			if (escaped.len < 2)
				return false;
			high = hex_digit(escaped.text[0]);
			low = hex_digit(escaped.text[1]);
			if (high < 0 || low < 0 || (high == 0 && low == 0))
				return false;
			c = (char)(high * 16 + low);
			escaped.text++;
			escaped.len--;
		}
		buffer[used++] = c;
		escaped.text++;
		escaped.len--;
	}
	buffer[used] = '\0';
	return used > 0;
}

static enum claim unit_claim(struct span escaped, struct identity *ret_identity)
{
	char name[IDENTITY_ID];

	if (!nspawn_unescape(escaped, name, sizeof(name)))
		return CLAIM_NONE;
	return identity_claim(&engine_nspawn, span_of(name), ret_identity);
}

/*
 * The unit of a machine has the container below "payload" and its watcher below "supervisor".
 * Virtual machines of libvirt have the same kind of scope, but neither.
 */
static enum claim nspawn_match_cgroup(const struct cgroup_step *step, struct identity *ret_identity)
{
	struct span name = step->name;
	bool is_unit = (span_skip(&name, "machine-") && span_chop(&name, ".scope")) ||
	               (span_skip(&name, "systemd-nspawn@") && span_chop(&name, ".service"));

	if (!is_unit)
		return CLAIM_NONE;
	if (span_is(step->after, "supervisor"))
		return CLAIM_MONITOR;
	if (!span_is(step->after, "payload"))
		return CLAIM_NONE;
	return unit_claim(name, ret_identity);
}

static enum claim nspawn_match_command(struct span command, struct identity *ret_identity)
{
	static const char *const options[] = { "-M", "--machine", NULL };

	if (!span_is(command_program(command), "systemd-nspawn"))
		return CLAIM_NONE;
	return identity_claim(&engine_nspawn, command_option(command, options), ret_identity);
}

/* The folder by which mounts get into a machine; /run may be a file system of its own or not. */
static enum claim nspawn_match_mount(const struct mount *mount, struct identity *ret_identity)
{
	struct span rest = mount->root, name = span_cut_last(&rest, '/');

	if (!span_ends(rest, "/systemd/nspawn/propagate") ||
	    (!span_is(mount->point, "/run/host/incoming") &&
	     !span_is(mount->point, "/run/systemd/nspawn/incoming")))
		return CLAIM_NONE;
	return identity_claim(&engine_nspawn, name, ret_identity);
}

pid_t nspawn_parse_machine(const char *text, size_t len)
{
	struct span rest = { text, len };
	uint64_t leader = 0;
	bool container = false;

	while (rest.len > 0) {
		struct span line = span_cut(&rest, '\n');

		if (span_is(line, "CLASS=container"))
			container = true;
		else if (span_skip(&line, "LEADER=") &&
		         number_parse(line.text, line.len, &leader) < 0)
			leader = 0;
	}
	return container && leader <= NUMBER_PID_MAX ? (pid_t)leader : 0;
}

/* Machines are registered by name: one file. It has no start time. */
static int nspawn_find(struct finder *finder)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	struct record record = { .label = engine_nspawn.name };
	ssize_t n;

	if (!finder_wants(finder, engine_nspawn.name) || !span_is_plain(finder->name) ||
	    identity_claim(&engine_nspawn, finder->name, &record.identity) == CLAIM_NONE ||
	    state_dir_open(finder->state, 0, "run/systemd/machines", &dir) < 0)
		return 0;
	n = state_read(finder->state, &dir, record.identity.id);
	if (n > 0)
		finder_offer(finder, &record, FIT_NAME,
		             nspawn_parse_machine(finder->state->text, (size_t)n), START_NONE);
	return n == -ENOMEM ? -ENOMEM : 0;
}

/* The name in the name of its unit, where '-' stands for a folder's border. */
static void unit_escape(struct span name, char *buffer, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < name.len && used + 5 < size; i++) {
		if (name.text[i] == '-')
			used += (size_t)snprintf(buffer + used, size - used, "\\x2d");
		else
			buffer[used++] = name.text[i];
	}
	buffer[used] = '\0';
}

/* Not every machine is registered (--register=no). */
static bool nspawn_may_run(struct state *state, struct span name)
{
	char text[IDENTITY_ID], escaped[4 * IDENTITY_ID], unit[4 * IDENTITY_ID + 32];

	if (!span_store(name, text, sizeof(text)))
		return false;
	if (state_path_has(state, "run/systemd/machines", text) ||
	    state_path_has(state, "run/systemd/nspawn/propagate", text))
		return true;
	unit_escape(name, escaped, sizeof(escaped));
	snprintf(unit, sizeof(unit), "machine-%s.scope", escaped);
	if (state_has_cgroup(state, "machine.slice", unit))
		return true;
	snprintf(unit, sizeof(unit), "systemd-nspawn@%s.service", escaped);
	return state_has_cgroup(state, "machine.slice", unit);
}

const struct engine engine_nspawn = {
	.name = "nspawn",
	.no_id = true,
	.match_cgroup = nspawn_match_cgroup,
	.match_command = nspawn_match_command,
	.match_mount = nspawn_match_mount,
	.find = nspawn_find,
	.may_run = nspawn_may_run,
};
