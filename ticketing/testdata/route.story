each: ktp-baru A, ktp-rusak B, ktp-hilang C, ktp-perubahan D
# One applicant through the whole standard, without and with a recording.
07:30 clock
> day 2026-11-23 opened
07:31 loket-1 open
> loket-1 open
07:31 kasi open
> kasi open
07:31 siak-1 open
> siak-1 open
07:40 kiosk SERVICE
> N001 issued for SERVICE, 0 ahead at berkas
07:41 kiosk SERVICE
> N002 issued for SERVICE, 1 ahead at berkas
07:42 loket-1 next
> N001 called to loket-1 (berkas)
07:43 loket-1 arrive
> N001 is at loket-1
07:44 loket-1 finish lengkap
> N001 berkas: lengkap → validasi, the file is complete
07:45 kasi next
> N001: kasi takes the file (validasi)
07:47 kasi finish sah
> N001 validasi: sah → cek-data
07:48 siak-1 next
> N001: siak-1 takes the file (cek-data)
# The record is active and the person was recorded before: straight to printing.
07:50 siak-1 finish sesuai
> N001 cek-data: sesuai → cetak
07:51 siak-1 next
> N001: siak-1 takes the file (cetak)
07:58 siak-1 finish tercetak
> N001 cetak: tercetak → serah-loket
07:58 siak-1 next
> N001: siak-1 takes the file (serah-loket)
07:59 siak-1 finish diterima
> N001 serah-loket: diterima → serah-terima
08:00 loket-1 next
> N001 called to loket-1 (serah-terima)
08:02 loket-1 finish diserahkan
> N001 serah-terima: diserahkan → finished
08:02 show ticket N001
> N001 SERVICE finished at serah-terima; clocks: 18m0s elapsed, 18m0s the office's
# The second was never recorded: recording, PRR, then printing.
08:03 loket-1 next
> N002 called to loket-1 (berkas)
08:05 loket-1 finish lengkap
> N002 berkas: lengkap → validasi, the file is complete
08:05 kasi next
> N002: kasi takes the file (validasi)
08:06 kasi finish sah
> N002 validasi: sah → cek-data
08:07 siak-1 next
> N002: siak-1 takes the file (cek-data)
08:09 siak-1 finish belum-rekam
> N002 cek-data: belum-rekam → rekam
08:10 siak-1 next
> N002 called to siak-1 (rekam)
08:14 siak-1 finish selesai
> N002 rekam: selesai → hold prr, gets a tanda-pengambilan
08:15 show ticket N002
> N002 SERVICE held in prr; clocks: 10m0s elapsed, 9m0s the office's
# A new card cannot be printed before Print Ready Record.
11:00 release prr 1
> N002 released from prr → cetak
11:01 siak-1 next
> N002: siak-1 takes the file (cetak)
11:06 siak-1 finish tercetak
> N002 cetak: tercetak → serah-loket
11:07 siak-1 next
> N002: siak-1 takes the file (serah-loket)
11:08 siak-1 finish diterima
> N002 serah-loket: diterima → serah-terima
11:09 loket-1 next
> N002 called to loket-1 (serah-terima)
11:11 loket-1 finish diserahkan
> N002 serah-terima: diserahkan → finished
11:11 show ticket N002
> N002 SERVICE finished at serah-terima; clocks: 3h6m0s elapsed, 20m0s the office's
