/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nspid map was asked: words of the command line, or of standard input.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "command/map.h"

enum { WORD_MAX_LEN = 512 };

/* Only what names a process can be mapped: a number, or a number in a place. */
static int input_parse(const struct command *command, const char *text, struct target *ret_target)
{
	int r = target_parse(command, text, ret_target);

	if (r >= 0 || ret_target->at || ret_target->kind == TARGET_PROCESS)
		return r;
	return (int)commands_fail(
		command, STATUS_USAGE, true,
		"'%s' is not a PID: write 1@%s for its init, or nspid ps %s for all", text, text,
		text);
}

static struct map_input *input_add(struct map_inputs *inputs, const char *text)
{
	struct map_input *input;

	if (inputs->count == inputs->size) {
		size_t bigger = inputs->size ? inputs->size * 2 : 16;
		struct map_input *moved = reallocarray(inputs->all, bigger, sizeof(*moved));

		if (!moved)
			return NULL;
		inputs->all = moved;
		inputs->size = bigger;
	}
	input = &inputs->all[inputs->count];
	*input = (struct map_input){ .text = strdup(text) };
	if (!input->text)
		return NULL;
	inputs->count++;
	return input;
}

static int word_take(const struct command *command, const char *text, struct map_inputs *inputs)
{
	struct map_input *input = input_add(inputs, text);

	if (!input)
		return (int)session_fail(command, -ENOMEM, "input");
	return input_parse(command, input->text, &input->target);
}

/* A word of standard input is foreign: what is said of it is escaped. */
static int foreign_take(const struct command *command, const char *text, size_t len,
                        struct map_inputs *inputs)
{
	char word[WORD_MAX_LEN * 4 + 1];
	int r;

	escape_text(text, len < WORD_MAX_LEN ? len : WORD_MAX_LEN, 0, word, sizeof(word));
	r = word_take(command, word, inputs);
	if (r >= 0 && inputs->count > 0) {
		inputs->all[inputs->count - 1].bad = true;
		inputs->bad = true;
	}
	return -1;
}

static int stream_take(const struct command *command, FILE *stream, struct map_inputs *inputs)
{
	_cleanup_free_ char *line = NULL;
	size_t size = 0;
	ssize_t n;

	while ((n = getline(&line, &size, stream)) >= 0) {
		const char *at = line, *end = line + n;

		while (at < end) {
			size_t len = 0;

			while (at < end &&
			       (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
				at++;
			while (at + len < end && !strchr(" \t\r\n", at[len] ? at[len] : 'x'))
				len++;
			if (len > 0)
				foreign_take(command, at, len, inputs);
			at += len;
		}
	}
	if (ferror(stream))
		return (int)session_fail(command, -errno, "standard input");
	return -1;
}

int map_inputs_read(const struct request *request, struct map_inputs *ret_inputs)
{
	struct map_inputs inputs = { 0 };
	int r = -1;

	for (int i = 0; r < 0 && i < request->ntargets; i++) {
		if (strcmp(request->targets[i], "-") == 0)
			r = stream_take(request->command, stdin, &inputs);
		else
			r = word_take(request->command, request->targets[i], &inputs);
	}
	if (r >= 0)
		map_inputs_done(&inputs);
	else
		*ret_inputs = inputs;
	return r;
}

void map_inputs_done(struct map_inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		free(inputs->all[i].text);
	free(inputs->all);
	*inputs = (struct map_inputs){ 0 };
}
