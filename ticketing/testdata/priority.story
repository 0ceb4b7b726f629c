# Two priority applicants to one regular while both wait; nobody starves.
07:30 clock
> day 2026-11-23 opened
07:31 loket-1 open
> loket-1 open
07:32 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
07:32 kiosk ktp-rusak
> B002 issued for ktp-rusak, 1 ahead at berkas
07:32 kiosk ktp-rusak
> B003 issued for ktp-rusak, 2 ahead at berkas
07:33 kiosk ktp-hilang priority
> C001 issued for ktp-hilang, 0 ahead at berkas
07:33 kiosk ktp-hilang priority
> C002 issued for ktp-hilang, 1 ahead at berkas
07:33 kiosk ktp-hilang priority
> C003 issued for ktp-hilang, 3 ahead at berkas
07:33 kiosk ktp-hilang priority
> C004 issued for ktp-hilang, 4 ahead at berkas
07:34 show queue berkas
> C001* C002* B001 C003* C004* B002 B003
07:35 loket-1 next
> C001 called to loket-1 (berkas)
07:36 loket-1 park
> C001 parked at loket-1
07:36 loket-1 next
> C002 called to loket-1 (berkas)
07:37 loket-1 park
> C002 parked at loket-1
07:37 loket-1 next
> B001 called to loket-1 (berkas)
07:38 loket-1 park
> B001 parked at loket-1
07:38 show queue berkas
> C003* C004* B002 B003
# Staff see that B003 needs it too; the reason is nobody's business.
07:39 priority B003 yes
> B003 priority true
07:39 show queue berkas
> B003* C003* B002 C004*
07:40 priority B003 no
> B003 priority false
07:41 office ratio 1:1
07:41 show queue berkas
> C003* B002 C004* B003
