# A finished card whose applicant went home is collected on a later day.
07:30 clock
> day 2026-11-23 opened
07:31 loket-1 open
> loket-1 open
07:31 kasi open
> kasi open
07:31 siak-1 open
> siak-1 open
07:32 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
07:33 loket-1 next
> B001 called to loket-1 (berkas)
07:34 loket-1 finish lengkap
> B001 berkas: lengkap → validasi, the file is complete
07:35 kasi next
> B001: kasi takes the file (validasi)
07:36 kasi finish sah
> B001 validasi: sah → cek-data
07:37 siak-1 next
> B001: siak-1 takes the file (cek-data)
07:38 siak-1 finish sesuai
> B001 cek-data: sesuai → cetak
07:39 siak-1 next
> B001: siak-1 takes the file (cetak)
07:40 siak-1 finish blanko-kosong
> B001 cetak: blanko-kosong → hold blanko, gets a surat-keterangan
# Too early: the card is not printed.
07:41 kiosk pengambilan slip=B001@2026-11-23
> refused (slip-not-ready): B001 cannot be picked up yet: it is held (blanko)
15:30 clock
> day closed
on 2026-11-24
07:30 clock
> day 2026-11-24 opened
07:31 loket-1 open
> loket-1 open
07:31 siak-1 open
> siak-1 open
# Today's B001 is somebody else.
07:32 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
07:40 release blanko 1
> B001 released from blanko → cetak
07:41 siak-1 next
> B001: siak-1 takes the file (cetak)
07:45 siak-1 finish tercetak
> B001 cetak: tercetak → serah-loket
07:46 siak-1 next
> B001: siak-1 takes the file (serah-loket)
# The card is ready, but the applicant is not in the room: nobody is called.
07:47 siak-1 finish diterima
> B001 serah-loket: diterima → hold pengambilan
07:48 show hold pengambilan
> B001
07:49 kiosk ktp-rusak slip=B001@2026-11-23
> refused (not-a-pickup): ktp-rusak does not take slips; leave the slip out
07:50 kiosk pengambilan slip=B001@2026-11-23
> P001 issued for pengambilan, 0 ahead at serah-terima, to pick up B001
07:50 kiosk pengambilan slip=B001@2026-11-23
> refused (slip-not-ready): B001 is being picked up already, with number P001
07:51 show ticket B001@2026-11-23
> B001 ktp-rusak held in pengambilan, picked up with P001; clocks: 8h17m0s elapsed, 13m0s the office's
07:51 release pengambilan B001@2026-11-23
> refused (wrong-state): B001 is held: it is being picked up
07:51 deliver B001@2026-11-23 Keluarga
> refused (wrong-state): P001 is waiting: it is being picked up with this number
07:52 loket-1 next
> P001 called to loket-1 (serah-terima)
# He changes his mind and comes again tomorrow: the card waits on.
07:53 loket-1 finish pemohon-pulang
> P001 serah-terima: pemohon-pulang → hold pengambilan, gets a tanda-pengambilan
07:54 show ticket P001
> P001 pengambilan ended at serah-terima; clocks: 0s elapsed, 0s the office's
on 2026-11-25
07:30 clock
> day closed
> B001 left over → ended
> day 2026-11-25 opened
07:31 loket-1 open
> loket-1 open
# This time he presses the button without the slip; the counter links it.
07:32 kiosk pengambilan
> P001 issued for pengambilan, 0 ahead at serah-terima
07:33 loket-1 next
> P001 called to loket-1 (serah-terima)
07:33 loket-1 link NOSUCH22
> refused (unknown-ticket): no application has this slip code; check the letters on the slip
07:34 loket-1 link B001@2026-11-23
> P001 picks up B001
07:35 loket-1 finish diserahkan
> P001 serah-terima: diserahkan → finished
07:36 show ticket P001
> P001 pengambilan finished at serah-terima; clocks: 0s elapsed, 0s the office's
07:36 show ticket B001@2026-11-23
> B001 ktp-rusak finished at serah-loket; clocks: 16h1m0s elapsed, 13m0s the office's
# The hand-over was booked by mistake: it is taken back, for both.
07:37 loket-1 undo
> loket-1 took its last step back
07:37 show ticket B001@2026-11-23
> B001 ktp-rusak held in pengambilan, picked up with P001; clocks: 16h3m0s elapsed, 13m0s the office's
07:38 loket-1 finish diserahkan
> P001 serah-terima: diserahkan → finished
