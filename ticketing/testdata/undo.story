# The last step of a desk can be taken back while nobody has acted on it.
07:30 clock
> day 2026-11-23 opened
07:31 loket-1 open
> loket-1 open
07:31 kasi open
> kasi open
07:32 loket-1 undo
> refused (nothing-to-undo): loket-1 has no step to take back
07:32 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
07:32 kiosk ktp-rusak
> B002 issued for ktp-rusak, 1 ahead at berkas
07:33 loket-1 next
> B001 called to loket-1 (berkas)
07:34 loket-1 finish tidak-lengkap ktp-asli
> B001 berkas: tidak-lengkap → back to the applicant, missing ktp-asli
# Wrong button: the file was complete.
07:34 loket-1 undo
> loket-1 took its last step back
07:34 show ticket B001
> B001 ktp-rusak called at berkas by loket-1; clocks: 0s elapsed, 0s the office's
07:35 loket-1 undo
> refused (nothing-to-undo): loket-1 has no step to take back
07:35 loket-1 finish lengkap
> B001 berkas: lengkap → validasi, the file is complete
07:36 loket-1 next
> B002 called to loket-1 (berkas)
# The next number was called too early.
07:36 loket-1 undo
> loket-1 took its last step back
07:36 show queue berkas
> B002
07:36 show calls
> 1. B001 to loket-1 (call 1)
07:37 loket-1 next
> B002 called to loket-1 (berkas)
07:37 loket-1 recall
> B002 called again to loket-1, call 2
07:38 loket-1 undo
> loket-1 took its last step back
07:39 loket-1 next
> B002 called to loket-1 (berkas)
07:39 loket-1 finish lengkap
> B002 berkas: lengkap → validasi, the file is complete
07:40 kasi next
> B001: kasi takes the file (validasi)
07:41 kasi finish sah
> B001 validasi: sah → cek-data
07:41 kasi next
> B002: kasi takes the file (validasi)
# The section head has the file: too late to take it back.
07:42 loket-1 undo
> refused (nothing-to-undo): somebody has acted on B002 since; it cannot be taken back
07:43 kasi undo
> kasi took its last step back
07:43 show queue validasi
> B002
07:44 loket-1 undo
> refused (nothing-to-undo): somebody has acted on B002 since; it cannot be taken back
