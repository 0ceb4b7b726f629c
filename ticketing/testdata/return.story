# Documents are missing: the applicant comes back on the same number and keeps a place near the front.
07:30 clock
> day 2026-11-23 opened
07:31 loket-1 open
> loket-1 open
07:31 kasi open
> kasi open
07:32 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
07:33 kiosk ktp-rusak
> B002 issued for ktp-rusak, 1 ahead at berkas
07:33 kiosk ktp-rusak
> B003 issued for ktp-rusak, 2 ahead at berkas
07:33 kiosk ktp-rusak
> B004 issued for ktp-rusak, 3 ahead at berkas
07:33 kiosk ktp-rusak
> B005 issued for ktp-rusak, 4 ahead at berkas
07:33 kiosk ktp-rusak
> B006 issued for ktp-rusak, 5 ahead at berkas
07:34 loket-1 next
> B001 called to loket-1 (berkas)
07:35 loket-1 return
> refused (reason-needed): name the missing documents, as {"missing":["…"]}, or say why in "note"
07:35 loket-1 return ijazah
> refused (unknown-document): ktp-rusak asks for no document "ijazah"; it asks for kk, ktp-asli
07:35 loket-1 return ktp-asli
> B001 berkas: tidak-lengkap → back to the applicant, missing ktp-asli
07:36 show ticket B001
> B001 ktp-rusak returned at berkas; clocks: 0s elapsed, 0s the office's
07:36 report B002
> refused (wrong-state): B002 is waiting: only a returned or missed number can report back
07:50 report B001
> B001 is back at berkas, 3 go first
07:50 show queue berkas
> B002 B003 B004 B001 B005 B006
07:51 report B001
> refused (wrong-state): B001 is waiting: only a returned or missed number can report back
07:51 loket-1 next
> B002 called to loket-1 (berkas)
07:52 loket-1 finish lengkap
> B002 berkas: lengkap → validasi, the file is complete
07:53 kasi next
> B002: kasi takes the file (validasi)
# The section head finds the file wrong: the papers go back, and the applicant returns to the counter.
07:54 kasi finish tidak-sah
> B002 validasi: tidak-sah → back to the applicant
07:55 report B002
> B002 is back at berkas, 3 go first
07:55 show queue berkas
> B003 B004 B001 B002 B005 B006
07:56 loket-1 next
> B003 called to loket-1 (berkas)
07:57 loket-1 finish tidak-lengkap ktp-asli
> B003 berkas: tidak-lengkap → back to the applicant, missing ktp-asli
# He stands at the counter again before his turn: the desk calls him itself.
07:58 loket-1 call B003
> B003 called to loket-1 (berkas)
07:59 loket-1 finish lengkap
> B003 berkas: lengkap → validasi, the file is complete
# Who is not back by closing time takes a new number another day.
08:00 loket-1 next
> B004 called to loket-1 (berkas)
08:01 loket-1 finish tidak-lengkap
> B004 berkas: tidak-lengkap → back to the applicant
15:31 clock
> day closed
> B001 left over → ended
> B002 left over → ended
> B004 left over → ended
> B005 left over → ended
> B006 left over → ended
15:32 show ticket B001
> B001 ktp-rusak ended at berkas; clocks: 0s elapsed, 0s the office's
