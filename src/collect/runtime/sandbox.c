/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Telling sandboxes by the programs that make them.
 *
 * Each sandboxed namespace is a container of its own: of two windows' sandboxes with one name,
 * a PID means two processes.
 */
#include "base/cleanup.h"
#include "collect/runtime/command.h"
#include "collect/runtime/nspawn.h"
#include "collect/runtime/sandbox.h"
#include "collect/runtime/state.h"

/* Programs that make PID namespaces to lock something in; comm is cut at 15 characters. */
static const char *const programs[] = {
	"bwrap",     "pv-bwrap",       "srt-bwrap", "firejail",    "nsjail",
	"minijail0", "chrome-sandbox", "firefox",   "firefox-bin", "firefox-esr",
};

/* app-flatpak-<application>-<number>.scope, escaped as units are. */
static bool flatpak_name(struct span unit, char *buffer, size_t size)
{
	if (!span_skip(&unit, "app-flatpak-") || !span_chop(&unit, ".scope"))
		return false;
	span_cut_last(&unit, '-');
	return nspawn_unescape(unit, buffer, size);
}

/* snap.<package>.<application>-<uuid>.scope, or .service. */
static bool snap_name(struct span unit, char *buffer, size_t size)
{
	struct span package, application;

	if (!span_skip(&unit, "snap."))
		return false;
	if (span_chop(&unit, ".scope") && unit.len > 37 && unit.text[unit.len - 37] == '-')
		unit.len -= 37;
	else
		span_chop(&unit, ".service");
	application = unit;
	package = span_cut(&application, '.');
	/* firefox.firefox is called firefox, as the snap command does. */
	if (span_equals(package, application) || application.len == 0)
		unit = package;
	return unit.len > 0 && span_store(unit, buffer, size);
}

static bool is_program(struct span name)
{
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		if (span_is(name, programs[i]))
			return true;
	}
	return false;
}

/* Chromium and what is built on it: the first process of a sandbox is a zygote. */
static bool is_zygote(struct span command)
{
	struct span argument;

	while (command_next(&command, &argument)) {
		/* A process that sets its title has its arguments in one. */
		if (span_is(argument, "--type=zygote") || span_contains(argument, " --type=zygote"))
			return true;
	}
	return false;
}

bool sandbox_needs_commands(const struct sandbox_makers *makers)
{
	char name[IDENTITY_ID];

	return !flatpak_name(makers->unit, name, sizeof(name)) &&
	       !snap_name(makers->unit, name, sizeof(name)) && !is_program(makers->parent_name) &&
	       !is_program(makers->init_name);
}

bool sandbox_name(const struct sandbox_makers *makers, char *buffer, size_t size)
{
	static const char *const name_option[] = { "--name", NULL };
	struct span name = makers->parent_name;

	if (flatpak_name(makers->unit, buffer, size) || snap_name(makers->unit, buffer, size))
		return true;
	if (!is_program(name))
		name = makers->init_name;
	if (is_program(name)) {
		struct span given = command_option(makers->parent_command, name_option);

		if (span_is(name, "firejail") && given.len > 0)
			name = given;
		return span_store(name, buffer, size);
	}
	return is_zygote(makers->init_command) && makers->init_name.len > 0 &&
	       span_store(makers->init_name, buffer, size);
}

/*
 * A sandbox is called like the program that made it, or like what was installed as a snap or
 * Flatpak. What else calls itself so, such as a browser, only its processes tell.
 */
static bool sandbox_may_run(struct state *state, struct span name)
{
	static const char *const folders[] = { "snap", "var/lib/snapd/snap",
		                               "var/lib/flatpak/app" };
	char text[IDENTITY_ID];

	if (is_program(name))
		return true;
	if (!span_store(name, text, sizeof(text)))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		if (state_path_has(state, folders[i], text))
			return true;
	}
	return false;
}

/* Its containers are not matched but left over, once no engine has claimed a namespace. */
const struct engine engine_sandbox = {
	.name = "sandbox",
	.may_run = sandbox_may_run,
	.no_id = true,
};
