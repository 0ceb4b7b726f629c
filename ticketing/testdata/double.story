# The same wish delivered twice acts once; so does a button pressed twice within a second.
07:30 clock
> day 2026-11-23 opened
07:31 loket-1 open
> loket-1 open
07:32 kiosk ktp-rusak key=1
> B001 issued for ktp-rusak, 0 ahead at berkas
07:32 kiosk ktp-rusak key=1
> done before
07:33 kiosk ktp-hilang key=1
> refused (key-reused): this idempotency key was used for a different command; use a new key for a new command
07:33 kiosk ktp-rusak key=2
> B002 issued for ktp-rusak, 1 ahead at berkas
07:34:00 loket-1 next
> B001 called to loket-1 (berkas)
07:34:00 loket-1 next
> done before
07:34:01 loket-1 next
> refused (desk-busy): loket-1 still has B001; finish it, park it or mark it a no-show first
07:34:02 loket-1 recall
> B001 called again to loket-1, call 2
07:34:02 loket-1 recall
> done before
07:34:03 loket-1 recall
> B001 called again to loket-1, call 3
07:35 loket-1 finish lengkap key=3
> B001 berkas: lengkap → validasi, the file is complete
07:36 loket-1 next
> B002 called to loket-1 (berkas)
07:37 loket-1 finish lengkap key=3
> done before
07:38 show queue validasi
> B001
# The key is remembered over night.
15:30 clock
> day closed
on 2026-11-24
07:30 clock
> day 2026-11-24 opened
07:31 kiosk ktp-rusak key=1
> done before
on 2026-11-25
07:30 clock
> day closed
> day 2026-11-25 opened
07:31 kiosk ktp-rusak key=1
> B001 issued for ktp-rusak, 0 ahead at berkas
