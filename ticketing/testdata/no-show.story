# Called three times, then the desk goes on; who reports later goes in after three numbers.
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
07:32 kiosk ktp-rusak
> B004 issued for ktp-rusak, 3 ahead at berkas
07:32 kiosk ktp-rusak
> B005 issued for ktp-rusak, 4 ahead at berkas
07:32 kiosk ktp-rusak
> B006 issued for ktp-rusak, 5 ahead at berkas
07:33 loket-1 next
> B001 called to loket-1 (berkas)
07:34 loket-1 recall
> B001 called again to loket-1, call 2
07:35 loket-1 recall
> B001 called again to loket-1, call 3
07:36 loket-1 no-show
> B001 did not come to loket-1
07:36 loket-1 no-show
> refused (desk-empty): loket-1 has no number in hand; call one first
07:37 loket-1 next
> B002 called to loket-1 (berkas)
07:40 report B001
> B001 is back at berkas, 3 go first
07:40 show queue berkas
> B003 B004 B005 B001 B006
# Put behind three already, B005 and B006 are not overtaken for ever.
07:41 loket-1 no-show
> B002 did not come to loket-1
07:41 report B002
> B002 is back at berkas, 3 go first
07:41 show queue berkas
> B003 B004 B005 B002 B001 B006
07:42 loket-1 next
> B003 called to loket-1 (berkas)
07:43 loket-1 no-show
> B003 did not come to loket-1
# Staff see him in the room and call him directly.
07:44 loket-1 call B003
> B003 called to loket-1 (berkas)
07:45 loket-1 arrive
> B003 is at loket-1
07:45 loket-1 recall
> refused (wrong-state): B003 is serving: only a called number is called again
07:45 loket-1 no-show
> refused (wrong-state): B003 is serving: only a called number can be a no-show
07:46 show calls
> 1. B001 to loket-1 (call 1)
> 2. B001 to loket-1 (call 2)
> 3. B001 to loket-1 (call 3)
> 4. B002 to loket-1 (call 1)
> 5. B003 to loket-1 (call 1)
> 6. B003 to loket-1 (call 2)
