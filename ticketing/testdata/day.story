# The day opens and closes by the hours; what is left goes where its stage says.
on 2026-11-22
# Sunday.
09:00 clock
> nothing to do
09:00 kiosk ktp-rusak
> refused (day-closed): the office is closed; open the day first
on 2026-11-23
07:00 clock
> nothing to do
07:00 kiosk ktp-rusak
> refused (day-closed): the office is closed; open the day first
07:30 clock
> day 2026-11-23 opened
07:30 clock
> nothing to do
07:31 loket-1 open
> loket-1 open
07:31 kasi open
> kasi open
07:31 siak-1 open
> siak-1 open
07:32 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
07:32 kiosk ktp-rusak
> B002 issued for ktp-rusak, 1 ahead at berkas
07:32 kiosk ktp-rusak
> B003 issued for ktp-rusak, 2 ahead at berkas
07:32 kiosk ktp-rusak
> B004 issued for ktp-rusak, 3 ahead at berkas
07:33 loket-1 next
> B001 called to loket-1 (berkas)
07:34 loket-1 finish lengkap
> B001 berkas: lengkap → validasi, the file is complete
07:34 loket-1 next
> B002 called to loket-1 (berkas)
07:35 loket-1 finish lengkap
> B002 berkas: lengkap → validasi, the file is complete
07:35 loket-1 next
> B003 called to loket-1 (berkas)
07:36 loket-1 no-show
> B003 did not come to loket-1
07:36 kasi next
> B001: kasi takes the file (validasi)
15:01 kiosk ktp-rusak
> refused (after-hours): tickets for ktp-rusak are given out from 07.30 to 15.00
15:01 show services
> ktp-baru open=false after-hours
> ktp-rusak open=false after-hours
> ktp-hilang open=false after-hours
> ktp-perubahan open=false after-hours
> pengambilan open=false after-hours
15:29 clock
> nothing to do
15:30 clock
> day closed
> B003 left over → ended
> B004 left over → ended
15:31 show ticket B001
> B001 ktp-rusak serving at validasi by kasi; clocks: 7h56m0s elapsed, 7h56m0s the office's
15:31 kiosk ktp-rusak
> refused (day-closed): the office is closed; open the day first
# What was in hand is finished all the same; nothing new is called.
15:32 kasi finish sah
> B001 validasi: sah → cek-data
15:33 kasi next
> refused (day-closed): the office is closed; open the day first
15:33 show queue validasi
> B002
15:34 clock
> nothing to do
on 2026-11-24
07:30 clock
> day 2026-11-24 opened
07:31 kasi open
> kasi open
07:32 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
07:33 kasi next
> B002: kasi takes the file (validasi)
# Closed by hand at noon, it stays closed although the hours say open.
12:00 day close
> day closed
> B001 left over → ended
12:01 clock
> nothing to do
12:02 kiosk ktp-rusak
> refused (day-closed): the office is closed; open the day first
# Opened again by hand: the numbers go on where they were.
12:03 day open
> day 2026-11-24 opened by hand
12:04 kiosk ktp-rusak
> B002 issued for ktp-rusak, 0 ahead at berkas
# Opened by hand, the hours do not bind.
17:00 clock
> nothing to do
17:01 kiosk ktp-rusak
> B003 issued for ktp-rusak, 1 ahead at berkas
# Forgotten open: the next morning closes it first.
on 2026-11-25
07:30 clock
> day closed
> B002 left over → ended
> B003 left over → ended
> day 2026-11-25 opened
07:31 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
# The clock falls back two years: the day does not.
on 2024-11-25
08:00 clock
> nothing to do
08:00 day open
> refused (clock-behind): the clock says 2024-11-25 08:00, but the last business day was 2026-11-25: it stands behind, or was ahead. Set the clock, or name today's date: giliran day open --date YYYY-MM-DD, or on the admin page
08:01 kiosk ktp-rusak
> B002 issued for ktp-rusak, 1 ahead at berkas
on 2026-11-25
08:02 day open 2026-11-24
> refused (day-backwards): 2026-11-24 is before the last business day, 2026-11-25: its numbers would be given twice
08:02 day open someday
> refused (day-backwards): "someday" is not a date; write it as 2026-11-23
# A new day's wall does not list yesterday's calls.
08:03 show calls
