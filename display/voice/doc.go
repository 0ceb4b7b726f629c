// Package voice turns calls into sound: what is said in each of the office's
// languages, how that becomes samples, and how it is played, one announcement
// at a time, by a process of its own.
//
// It owns the wording (language files an office can change), the chime, the
// synthesis by espeak-ng or from the office's own recordings, and the
// supervision of the speaking process. It must not decide which call comes up
// or when: the wall tells it of each, once. It opens no sound device itself;
// package device does, in the speaking process only, because a sound system
// that dies may take its process along.
//
// # The way of a call
//
//	wall ─Call→ Voice ─Say→ Announcement ─stdin→ Speak ─Render→ samples → device
//	                  ↑                                │
//	                  └────────── Report ←─stdout──────┘
//
// [Voice] hands out the next announcement only when the one before has been
// reported finished, so that two never overlap whatever the speaking process
// does, and kills one that takes longer than its announcement. What was handed
// out and begun is never spoken again, also after a restart.
package voice
