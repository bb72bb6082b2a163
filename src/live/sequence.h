/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Escape sequences that the screen library does not know, such as those of keys that TERM has no
 * word for: told as keys where they are common, and swallowed to their ends where they are not, so
 * that their letters are no commands.
 */
#ifndef NSPID_LIVE_SEQUENCE_H
#define NSPID_LIVE_SEQUENCE_H

#include <stdint.h>

enum sequence_step {
	SEQUENCE_MORE,    /* it goes on */
	SEQUENCE_KEY,     /* sequence.code */
	SEQUENCE_NOTHING, /* it ended, and means nothing to us */
	SEQUENCE_PASTE,   /* what follows is pasted, up to the next one */
	SEQUENCE_PASTE_END,
};

/* Zero-initialise for each escape. */
struct sequence {
	uint32_t code;       /* as keys.h writes it */
	uint32_t introducer; /* the first character, '[' or 'O'; 0: none was fed */
	unsigned numbers[2]; /* the first parameters */
	unsigned nnumbers;
	unsigned fed;     /* characters, with the introducer */
	unsigned to_skip; /* characters behind its end that belong to it */
};

/*
 * Takes the next character behind the escape. Any other than an introducer makes a key of its own:
 * that character with LIVE_KEY_ALT.
 */
enum sequence_step sequence_feed(struct sequence *sequence, uint32_t character);

/* Nothing followed in time: a lone introducer was a key pressed with Alt. */
enum sequence_step sequence_end(struct sequence *sequence);

#endif
