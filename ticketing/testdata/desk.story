# What a counter does: park, resume, call a number, transfer, correct, pause.
07:30 clock
> day 2026-11-23 opened
07:31 loket-1 open
> loket-1 open
07:31 loket-2 open
> loket-2 open
07:32 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
07:32 kiosk ktp-rusak
> B002 issued for ktp-rusak, 1 ahead at berkas
07:32 kiosk ktp-baru
> A001 issued for ktp-baru, 2 ahead at berkas
07:33 loket-1 next
> B001 called to loket-1 (berkas)
07:33 loket-2 next
> B002 called to loket-2 (berkas)
# He fills in a form meanwhile.
07:34 loket-1 park
> B001 parked at loket-1
07:35 loket-1 call A001
> A001 called to loket-1 (berkas)
07:36 loket-1 resume
> refused (desk-busy): loket-1 still has A001; finish it, park it or mark it a no-show first
07:36 loket-1 finish lengkap
> A001 berkas: lengkap → validasi, the file is complete
07:37 loket-1 resume
> B001 resumed at loket-1
07:37 loket-1 resume B002
> refused (wrong-state): B002 is called: only a parked number is resumed
# The card is not broken but lost: the number stays.
07:38 correct B001 ktp-hilang
> B001 is really ktp-hilang
07:38 show ticket B001
> B001 ktp-hilang serving at berkas by loket-1; clocks: 0s elapsed, 0s the office's
07:39 loket-1 transfer rekam
> B001 sent to rekam as ktp-hilang
07:39 show queue rekam
> B001
07:40 loket-2 transfer ktp-perubahan
> B002 sent to berkas as ktp-perubahan
07:40 show ticket B002
> B002 ktp-perubahan waiting at berkas; clocks: 0s elapsed, 0s the office's
07:41 loket-2 pause istirahat
> loket-2 paused: istirahat
07:41 loket-2 next
> refused (desk-closed): loket-2 is paused; open it first
07:42 loket-2 open
> loket-2 open
07:42 loket-2 call A001
> refused (wrong-desk): A001 is at stage validasi, which loket-2 does not serve
07:43 loket-2 next
> B002 called to loket-2 (berkas)
07:43 loket-2 close
> refused (desk-busy): loket-2 still has B002; finish it, park it or mark it a no-show first
07:43 loket-2 pause makan siang
> refused (desk-busy): loket-2 still has B002; finish it, park it or mark it a no-show first
07:44 loket-2 park
> B002 parked at loket-2
07:44 loket-2 close
> loket-2 closed
07:44 loket-2 pause makan siang
> refused (desk-closed): loket-2 is closed; open it first
