/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Escape sequences as ECMA-48 and xterm have them.
 */
#include <stddef.h>

#include "base/cleanup.h"
#include "live/keys.h"
#include "live/sequence.h"

enum {
	MOUSE_BYTES = 3, /* behind CSI M, in the oldest form */
	SHIFT = 2,       /* as a second parameter */
	PASTE_BEGIN = 200,
	PASTE_END = 201,
	NUMBER_MAX = 9999,
};

/* What a final letter means behind CSI or SS3. */
static const struct {
	char final;
	uint32_t code;
} letters[] = {
	{ 'A', LIVE_KEY_UP },   { 'B', LIVE_KEY_DOWN }, { 'C', LIVE_KEY_RIGHT },
	{ 'D', LIVE_KEY_LEFT }, { 'F', LIVE_KEY_END },  { 'H', LIVE_KEY_HOME },
	{ 'P', LIVE_F(1) },     { 'Q', LIVE_F(2) },     { 'R', LIVE_F(3) },
	{ 'S', LIVE_F(4) },
};

/* What a number means in front of a tilde. */
static const struct {
	unsigned number;
	uint32_t code;
} numbers[] = {
	{ 1, LIVE_KEY_HOME },    { 3, LIVE_KEY_DELETE },    { 4, LIVE_KEY_END },
	{ 5, LIVE_KEY_PAGE_UP }, { 6, LIVE_KEY_PAGE_DOWN }, { 7, LIVE_KEY_HOME },
	{ 8, LIVE_KEY_END },     { 11, LIVE_F(1) },         { 12, LIVE_F(2) },
	{ 13, LIVE_F(3) },       { 14, LIVE_F(4) },         { 15, LIVE_F(5) },
	{ 17, LIVE_F(6) },       { 18, LIVE_F(7) },         { 19, LIVE_F(8) },
	{ 20, LIVE_F(9) },       { 21, LIVE_F(10) },        { 23, LIVE_F(11) },
	{ 24, LIVE_F(12) },
};

static enum sequence_step key_is(struct sequence *sequence, uint32_t code)
{
	sequence->code = code;
	/* A terminal has twelve of these, and with Shift the next twelve. */
	if (code > LIVE_KEY_F0 && code <= LIVE_F(12) && sequence->nnumbers > 1 &&
	    sequence->numbers[1] == SHIFT)
		sequence->code += 12;
	return SEQUENCE_KEY;
}

static enum sequence_step tilde_is(struct sequence *sequence)
{
	if (sequence->numbers[0] == PASTE_BEGIN)
		return SEQUENCE_PASTE;
	if (sequence->numbers[0] == PASTE_END)
		return SEQUENCE_PASTE_END;
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (numbers[i].number == sequence->numbers[0])
			return key_is(sequence, numbers[i].code);
	}
	return SEQUENCE_NOTHING;
}

static enum sequence_step final_is(struct sequence *sequence, uint32_t final)
{
	if (sequence->introducer == '[' && final == '~')
		return tilde_is(sequence);
	if (sequence->introducer == '[' && final == 'Z')
		return key_is(sequence, LIVE_KEY_SHIFT_TAB);
	if (sequence->introducer == '[' && final == 'M' && sequence->fed == 2) {
		sequence->to_skip = MOUSE_BYTES;
		return SEQUENCE_MORE;
	}
	/* The Linux console has F1 to F5 as CSI [ A to CSI [ E. */
	if (final == '[') {
		sequence->to_skip = 1;
		return SEQUENCE_MORE;
	}
	/* In front of the modifiers of a key stands 1; other numbers are a report. */
	for (size_t i = 0; i < ARRAY_SIZE(letters) && sequence->numbers[0] <= 1; i++) {
		if ((uint32_t)letters[i].final == final)
			return key_is(sequence, letters[i].code);
	}
	return SEQUENCE_NOTHING;
}

static enum sequence_step parameter_take(struct sequence *sequence, uint32_t character)
{
	unsigned *number = &sequence->numbers[sequence->nnumbers > 1];

	if (sequence->nnumbers == 0)
		sequence->nnumbers = 1;
	if (character == ';')
		sequence->nnumbers++;
	else if (character >= '0' && character <= '9' && sequence->nnumbers <= 2 &&
	         *number <= NUMBER_MAX)
		*number = *number * 10 + (character - '0');
	return SEQUENCE_MORE;
}

static enum sequence_step introducer_take(struct sequence *sequence, uint32_t character)
{
	sequence->introducer = character;
	if (character == '[' || character == 'O')
		return SEQUENCE_MORE;
	sequence->code = LIVE_KEY_ALT + character;
	return SEQUENCE_KEY;
}

enum sequence_step sequence_feed(struct sequence *sequence, uint32_t character)
{
	sequence->fed++;
	if (sequence->fed == 1)
		return introducer_take(sequence, character);
	if (sequence->to_skip > 0)
		return --sequence->to_skip ? SEQUENCE_MORE : SEQUENCE_NOTHING;
	if (character >= '0' && character <= '?')
		return parameter_take(sequence, character);
	if (character >= ' ' && character <= '/')
		return SEQUENCE_MORE;
	/* What no sequence has in it ends it: nothing that is said in the middle is trusted. */
	return character >= '@' && character <= '~' ? final_is(sequence, character)
	                                            : SEQUENCE_NOTHING;
}

enum sequence_step sequence_end(struct sequence *sequence)
{
	if (sequence->fed != 1)
		return SEQUENCE_NOTHING;
	sequence->code = LIVE_KEY_ALT + sequence->introducer;
	return SEQUENCE_KEY;
}
