# Clocks that lie: order comes from the facts, the date from a clock only while
# it can be believed.
on 2026-11-23
07:30 clock
> day 2026-11-23 opened
07:31 loket-1 open
> loket-1 open
07:32 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
07:33 loket-1 next
> B001 called to loket-1 (berkas)
# The network sets the clock a minute back in the middle of the day, then two
# hours back: the day goes on, nobody waits less than nothing.
07:32 clock
> nothing to do
07:32 kiosk ktp-rusak
> B002 issued for ktp-rusak, 0 ahead at berkas
05:40 clock
> nothing to do
05:40 kiosk ktp-rusak
> B003 issued for ktp-rusak, 1 ahead at berkas
05:41 loket-1 finish lengkap
> B001 berkas: lengkap → validasi, the file is complete
05:42 loket-1 next
> B002 called to loket-1 (berkas)
05:43 show ticket B001
> B001 ktp-rusak waiting at validasi; clocks: 0s elapsed, 0s the office's
05:43 day open
> refused (clock-behind): the clock says 2026-11-23 05:43, but the last event was at 2026-11-23 07:33: it stands behind, or was ahead. Set the clock, or name today's date: giliran day open --date YYYY-MM-DD, or on the admin page
# The clock is right again, and nobody needs to say anything.
08:00 kiosk ktp-rusak
> B004 issued for ktp-rusak, 1 ahead at berkas
08:01 day open
> day 2026-11-23 opened by hand
08:02 day close
> day closed
> B003 left over → ended
> B004 left over → ended
# A power cut at night. The clock wakes up on the evening before, and nobody
# can tell whether that is today: it opens nothing.
09:00 loket-1 open
> nothing to do
on 2026-11-22
20:00 clock
> nothing to do
on 2026-11-23
07:45 clock
> nothing to do
07:46 day open
> refused (clock-behind): the clock says 2026-11-23 07:46, but the last event was at 2026-11-23 08:02: it stands behind, or was ahead. Set the clock, or name today's date: giliran day open --date YYYY-MM-DD, or on the admin page
07:46 kiosk ktp-rusak
> refused (day-closed): the office is closed; open the day first
# Somebody looks at the calendar on the wall.
07:47 day open 2026-11-24
> day 2026-11-24 opened by hand
07:48 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
07:48 loket-1 open
> nothing to do
07:49 loket-1 next
> refused (desk-busy): loket-1 still has B002; finish it, park it or mark it a no-show first
# The network mends the clock in the middle of that day.
on 2026-11-24
10:00 clock
> nothing to do
10:01 kiosk ktp-rusak
> B002 issued for ktp-rusak, 1 ahead at berkas
10:02 loket-1 finish lengkap
> B002 berkas: lengkap → validasi, the file is complete
10:03 show ticket B001
> B001 ktp-rusak waiting at berkas; clocks: 0s elapsed, 0s the office's
# Two boots on the same date: the numbers go on.
06:00 clock
> nothing to do
06:01 day open 2026-11-24
> day 2026-11-24 opened by hand
06:02 kiosk ktp-rusak
> B003 issued for ktp-rusak, 2 ahead at berkas
# A clock in the future, for a moment: it closes and opens nothing, whoever
# waits still waits.
on 2029-11-26
10:00 clock
> nothing to do
10:01 day open
> refused (clock-ahead): the clock says 2029-11-26 10:01, but the last business day was 2026-11-24, long before: either the office was shut, or it is wrong. Set the clock, or name today's date: giliran day open --date YYYY-MM-DD, or on the admin page
10:02 kiosk ktp-rusak
> B004 issued for ktp-rusak, 3 ahead at berkas
on 2026-11-24
10:05 clock
> nothing to do
10:06 show queue berkas
> B001 B002 B003 B004
# That moment was three years ahead and left an event: from now on the clock
# stands behind it, until somebody names the date.
on 2026-11-25
07:30 clock
> nothing to do
07:31 day open
> refused (clock-behind): the clock says 2026-11-25 07:31, but the last event was at 2029-11-26 10:02: it stands behind, or was ahead. Set the clock, or name today's date: giliran day open --date YYYY-MM-DD, or on the admin page
07:32 day open 2036-11-25
> refused (day-too-far): 2036-11-25 is more than 400 days after the last business day, 2026-11-24; look at the year
07:32 day open 2026-11-25
> day closed
> B001 left over → ended
> B002 left over → ended
> B003 left over → ended
> B004 left over → ended
> day 2026-11-25 opened by hand
07:33 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
on 2026-11-26
07:30 clock
> day closed
> B001 left over → ended
> day 2026-11-26 opened
# A midnight is no boundary of its own; the hours are.
23:59 clock
> day closed
on 2026-11-27
00:01 clock
> nothing to do
00:02 show services
> ktp-baru open=false day-closed
> ktp-rusak open=false day-closed
> ktp-hilang open=false day-closed
> ktp-perubahan open=false day-closed
> pengambilan open=false day-closed
07:30 clock
> day 2026-11-27 opened
07:31 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
# The clock is years ahead for a moment, on a day that the hours opened.
on 2031-01-06
16:00 clock
> nothing to do
on 2026-11-27
08:00 show queue berkas
> B001
# Six weeks of nobody: the clock alone does not open the day, a person does.
15:30 clock
> day closed
> B001 left over → ended
on 2027-01-11
07:30 clock
> nothing to do
07:31 day open
> refused (clock-ahead): the clock says 2027-01-11 07:31, but the last business day was 2026-11-27, long before: either the office was shut, or it is wrong. Set the clock, or name today's date: giliran day open --date YYYY-MM-DD, or on the admin page
07:32 day open 2027-01-11
> day 2027-01-11 opened by hand
07:33 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
# No battery, no network: the clock begins in 1970 every morning. Each day is
# named, and within it everything works.
on 1970-01-01
07:00 clock
> nothing to do
07:01 kiosk ktp-rusak
> B002 issued for ktp-rusak, 1 ahead at berkas
07:02 day open
> refused (clock-behind): the clock says 1970-01-01 07:02, but the last business day was 2027-01-11: it stands behind, or was ahead. Set the clock, or name today's date: giliran day open --date YYYY-MM-DD, or on the admin page
07:03 day open 2027-01-12
> day closed
> B001 left over → ended
> B002 left over → ended
> day 2027-01-12 opened by hand
07:04 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
07:05 loket-1 open
> loket-1 open
07:06 loket-1 next
> B001 called to loket-1 (berkas)
07:07 day open 2027-01-11
> refused (day-backwards): 2027-01-11 is before the last business day, 2027-01-12: its numbers would be given twice
07:08 loket-1 finish lengkap
> B001 berkas: lengkap → validasi, the file is complete
