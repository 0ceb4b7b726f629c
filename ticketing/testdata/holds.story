# Every hold and its release, with the slip each service gets.
07:30 clock
> day 2026-11-23 opened
07:31 loket-1 open
> loket-1 open
07:31 kasi open
> kasi open
07:31 siak-1 open
> siak-1 open
07:32 kiosk ktp-baru
> A001 issued for ktp-baru, 0 ahead at berkas
07:33 kiosk ktp-rusak
> B001 issued for ktp-rusak, 1 ahead at berkas
07:34 kiosk ktp-hilang
> C001 issued for ktp-hilang, 2 ahead at berkas
07:34 kiosk ktp-perubahan
> D001 issued for ktp-perubahan, 3 ahead at berkas
07:35 loket-1 next
> A001 called to loket-1 (berkas)
07:36 loket-1 finish lengkap
> A001 berkas: lengkap → validasi, the file is complete
07:36 loket-1 next
> B001 called to loket-1 (berkas)
07:37 loket-1 finish lengkap
> B001 berkas: lengkap → validasi, the file is complete
07:38 loket-1 next
> C001 called to loket-1 (berkas)
07:39 loket-1 finish lengkap
> C001 berkas: lengkap → validasi, the file is complete
07:39 loket-1 next
> D001 called to loket-1 (berkas)
07:39 loket-1 finish lengkap
> D001 berkas: lengkap → validasi, the file is complete
07:40 kasi next
> A001: kasi takes the file (validasi)
07:41 kasi finish sah
> A001 validasi: sah → cek-data
07:41 kasi next
> B001: kasi takes the file (validasi)
07:42 kasi finish sah
> B001 validasi: sah → cek-data
07:42 kasi next
> C001: kasi takes the file (validasi)
07:43 kasi finish sah
> C001 validasi: sah → cek-data
07:43 kasi next
> D001: kasi takes the file (validasi)
07:43 kasi finish sah
> D001 validasi: sah → cek-data
# The record of A001 has to be restored at Dispendukcapil; it goes on with the check.
07:44 siak-1 next
> A001: siak-1 takes the file (cek-data)
07:46 siak-1 finish bermasalah
> A001 cek-data: bermasalah → hold restore, gets a tanda-pengambilan
10:00 release restore A001
> A001 released from restore → cek-data
10:00 show queue cek-data
> B001 C001 D001 A001
10:01 siak-1 next
> B001: siak-1 takes the file (cek-data)
10:02 siak-1 finish sesuai
> B001 cek-data: sesuai → cetak
10:03 siak-1 call C001
> C001: siak-1 takes the file (cek-data)
10:04 siak-1 finish sesuai
> C001 cek-data: sesuai → cetak
10:05 siak-1 call D001
> D001: siak-1 takes the file (cek-data)
10:06 siak-1 finish sesuai
> D001 cek-data: sesuai → cetak
10:06 siak-1 call A001
> A001: siak-1 takes the file (cek-data)
10:06 siak-1 finish sesuai
> A001 cek-data: sesuai → cetak
10:07 show queue cetak
> B001 C001 D001 A001
# No blank cards: a new applicant gets the pick-up slip, the others a surat keterangan.
10:08 siak-1 next
> B001: siak-1 takes the file (cetak)
10:09 siak-1 finish blanko-kosong
> B001 cetak: blanko-kosong → hold blanko, gets a surat-keterangan
10:10 siak-1 next
> C001: siak-1 takes the file (cetak)
10:11 siak-1 finish blanko-kosong
> C001 cetak: blanko-kosong → hold blanko, gets a surat-keterangan
# The network is down for the third.
10:12 siak-1 next
> D001: siak-1 takes the file (cetak)
10:13 siak-1 finish jaringan-putus
> D001 cetak: jaringan-putus → hold jaringan, gets a tanda-pengambilan
10:14 siak-1 next
> A001: siak-1 takes the file (cetak)
10:14 siak-1 finish blanko-kosong
> A001 cetak: blanko-kosong → hold blanko, gets a tanda-pengambilan
10:14 show hold blanko
> A001 B001 C001
10:15 release jaringan 10
> D001 released from jaringan → cetak
# One blank card comes: the oldest application gets it.
10:20 release blanko 1
> A001 released from blanko → cetak
10:20 show hold blanko
> B001 C001
10:21 release blanko C001
> C001 released from blanko → cetak
10:21 release blanko A001
> refused (wrong-state): A001 is waiting: it is not in hold blanko
10:21 release nirwana 1
> refused (unknown-hold): there is no hold "nirwana"; GET /api/v1/office lists them
10:21 release blanko 0
> refused (bad-count): say how many, as {"count":50}, or which, as {"codes":["…"]}
10:22 release blanko 50
> B001 released from blanko → cetak
10:22 release blanko 50
> nothing to do
10:23 show queue cetak
> D001 A001 C001 B001
# The regency drops the suket: who would have got one gets the pick-up slip.
10:24 office slip-off surat-keterangan
10:25 siak-1 next
> D001: siak-1 takes the file (cetak)
10:26 siak-1 finish blanko-kosong
> D001 cetak: blanko-kosong → hold blanko, gets a tanda-pengambilan
# The applicant of the last went home: the card waits for its collection.
10:27 siak-1 next
> A001: siak-1 takes the file (cetak)
10:30 siak-1 finish tercetak
> A001 cetak: tercetak → serah-loket
10:31 siak-1 next
> A001: siak-1 takes the file (serah-loket)
10:31 siak-1 finish diterima
> A001 serah-loket: diterima → serah-terima
10:32 loket-1 next
> A001 called to loket-1 (serah-terima)
10:33 loket-1 finish pemohon-pulang
> A001 serah-terima: pemohon-pulang → hold pengambilan, gets a tanda-pengambilan
10:34 show hold pengambilan
> A001
10:35 release pengambilan 1
> A001 released from pengambilan → serah-terima
10:36 loket-1 next
> A001 called to loket-1 (serah-terima)
10:37 loket-1 finish diserahkan
> A001 serah-terima: diserahkan → finished
