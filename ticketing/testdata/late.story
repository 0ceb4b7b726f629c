# Two clocks, and the deadline: one working day from the moment the file was complete.
on 2026-11-20
07:30 clock
> day 2026-11-20 opened
07:31 loket-1 open
> loket-1 open
07:31 kasi open
> kasi open
07:31 siak-1 open
> siak-1 open
# A Friday morning; the office is closed on Saturday and Sunday.
08:00 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
08:01 loket-1 next
> B001 called to loket-1 (berkas)
08:05 loket-1 finish lengkap
> B001 berkas: lengkap → validasi, the file is complete
08:06 kasi next
> B001: kasi takes the file (validasi)
08:10 kasi finish sah
> B001 validasi: sah → cek-data
08:11 siak-1 next
> B001: siak-1 takes the file (cek-data)
08:12 siak-1 finish sesuai
> B001 cek-data: sesuai → cetak
08:13 siak-1 next
> B001: siak-1 takes the file (cetak)
09:05 siak-1 finish blanko-kosong
> B001 cetak: blanko-kosong → hold blanko, gets a surat-keterangan
10:05 show ticket B001
> B001 ktp-rusak held in blanko; clocks: 2h0m0s elapsed, 1h0m0s the office's
14:31 clock
> day closed
on 2026-11-23
07:30 clock
> day 2026-11-23 opened
08:04 show late
> nobody
08:04 deliver B001@2026-11-20 Keluarga
> refused (wrong-state): B001 is held: only an application past its deadline is delivered to the home
08:06 show late
> B001
08:06 show ticket B001@2026-11-20
> B001 ktp-rusak held in blanko; clocks: 7h1m0s elapsed, 1h0m0s the office's
09:00 release blanko 1
> B001 released from blanko → cetak
09:05 siak-1 open
> siak-1 open
09:05 siak-1 next
> B001: siak-1 takes the file (cetak)
09:30 deliver B001@2026-11-20 Keluarga
> refused (wrong-state): B001 is serving: finish it at the desk
09:35 siak-1 finish tercetak
> B001 cetak: tercetak → serah-loket
09:40 siak-1 next
> B001: siak-1 takes the file (serah-loket)
09:41 siak-1 finish diterima
> B001 serah-loket: diterima → hold pengambilan
# The office does not record who received it unless it has turned that on.
14:00 deliver B001@2026-11-20 Keluarga
> B001 delivered to the home, received by ""
14:01 show ticket B001@2026-11-20
> B001 ktp-rusak finished at serah-loket; clocks: 12h55m0s elapsed, 1h41m0s the office's
14:01 show late
> nobody
