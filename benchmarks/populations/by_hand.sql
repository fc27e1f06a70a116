-- What an expert in DuckDB writes for `town.credit` on 2025-01-01. One scan of each table where that can be, days
-- compared with constants so that whole row groups are skipped, yearly sums in one grouping, sums of small integers.
-- It knows the rules and the data, and checks neither.
WITH drunk AS (
    SELECT subject, sum(CASE WHEN previous + INTERVAL 3 YEAR > date THEN 100 ELSE 50 END) AS points
    FROM (
        SELECT subject, date, lag(date) OVER (PARTITION BY subject ORDER BY date, record) AS previous
        FROM "TrafficOffence"
        WHERE offence = 'drunk_driving' AND date > DATE '2020-01-01' AND date <= DATE '2025-01-01'
          AND withdrawn IS NULL
    )
    WHERE date > DATE '2023-01-01'
    GROUP BY subject
), red AS (
    SELECT subject, sum(least(points, 60)) AS points
    FROM (
        SELECT subject, sum(CASE WHEN third + INTERVAL 1 YEAR > date THEN 20 ELSE 10 END) AS points
        FROM (
            SELECT subject, date, lag(date, 2) OVER (PARTITION BY subject ORDER BY date, record) AS third
            FROM "TrafficOffence"
            WHERE offence = 'red_light' AND date > DATE '2022-01-01' AND date <= DATE '2025-01-01'
              AND withdrawn IS NULL
        )
        WHERE date > DATE '2023-01-01'
        GROUP BY subject, year(date)
    )
    GROUP BY subject
), offences AS (
    SELECT subject, sum(least(speeding, 30) + least(parking, 10) + heavy) AS points
    FROM (
        SELECT subject,
               sum(CASE WHEN offence = 'speeding' THEN 5 ELSE 0 END) AS speeding,
               sum(CASE WHEN offence = 'parking' AND date > DATE '2024-07-01' THEN 1 ELSE 0 END) AS parking,
               sum(CASE WHEN fine >= 2000 THEN CAST(floor(fine / 1000) AS INTEGER) ELSE 0 END) AS heavy
        FROM "TrafficOffence"
        WHERE date > DATE '2024-01-01' AND date <= DATE '2025-01-01' AND withdrawn IS NULL
          AND (offence IN ('speeding', 'parking') OR fine >= 2000)
        GROUP BY subject, year(date)
    )
    GROUP BY subject
), giving AS (
    SELECT subject, sum(least(giving, 30)) AS points
    FROM (
        SELECT subject, sum(CAST(floor(amount / 500) AS INTEGER)) AS giving
        FROM "Donation"
        WHERE date > DATE '2023-01-01' AND date <= DATE '2025-01-01' AND withdrawn IS NULL AND amount >= 500
        GROUP BY subject, year(date)
    )
    GROUP BY subject
), faithful AS (
    SELECT subject, sum(least(points, 12)) AS points
    FROM (
        SELECT subject, sum(CASE WHEN third + INTERVAL 1 YEAR > date THEN 2 ELSE 1 END) AS points
        FROM (
            SELECT subject, date, lag(date, 2) OVER (PARTITION BY subject ORDER BY date, record) AS third
            FROM "Donation"
            WHERE date > DATE '2023-01-01' AND date <= DATE '2025-01-01' AND withdrawn IS NULL
        )
        WHERE date > DATE '2024-01-01'
        GROUP BY subject, year(date)
    )
    GROUP BY subject
), hours AS (
    SELECT subject, sum(least(hours, 40) + least(long, 10)) AS points, sum(recent) AS recent
    FROM (
        SELECT subject,
               sum(CAST(round_even(hours / 3, 0) AS INTEGER)) AS hours,
               sum(CASE WHEN hours >= 8 AND date > DATE '2024-01-01' THEN 2 ELSE 0 END) AS long,
               sum(CASE WHEN hours >= 4 AND date > DATE '2024-01-01' THEN 1 ELSE 0 END) AS recent
        FROM "Volunteering"
        WHERE date > DATE '2023-01-01' AND date <= DATE '2025-01-01' AND withdrawn IS NULL
        GROUP BY subject, year(date)
    )
    GROUP BY subject
), payments AS (
    SELECT subject, sum(least(late, 15) + least(arrears, 40)) AS points
    FROM (
        SELECT subject,
               sum(CASE WHEN date > DATE '2024-01-01' THEN 3 ELSE 0 END) AS late,
               sum(CASE WHEN settled IS NULL THEN CAST(ceil(amount / 1000) AS INTEGER) ELSE 0 END) AS arrears
        FROM "LatePayment"
        WHERE date > DATE '2022-01-01' AND date <= DATE '2025-01-01' AND withdrawn IS NULL
        GROUP BY subject, year(date)
    )
    GROUP BY subject
), court AS (
    SELECT subject, sum(least(points, 200)) AS points, bool_or(banned) AS banned
    FROM (
        SELECT subject, sum(100) AS points,
               bool_or(settled IS NULL AND greatest(date, recorded) + 10 <= DATE '2025-01-01'
                       AND greatest(date, recorded) + 10 > DATE '2023-01-01') AS banned
        FROM "CourtDefault"
        WHERE date > DATE '2020-01-01' AND date <= DATE '2025-01-01' AND withdrawn IS NULL
        GROUP BY subject, year(date)
    )
    GROUP BY subject
), scored AS (
    SELECT p.subject, p.income, coalesce(h.recent, 0) AS recent, coalesce(c.banned, false) AS banned,
           CAST(least(greatest(1000
               - coalesce(d.points, 0) - coalesce(r.points, 0) - coalesce(o.points, 0) + coalesce(g.points, 0)
               + coalesce(f.points, 0) + coalesce(h.points, 0) - coalesce(l.points, 0) - coalesce(c.points, 0),
               0), 1300) AS BIGINT) AS points
    FROM "Person" p
    LEFT JOIN drunk d USING (subject)
    LEFT JOIN red r USING (subject)
    LEFT JOIN offences o USING (subject)
    LEFT JOIN giving g USING (subject)
    LEFT JOIN faithful f USING (subject)
    LEFT JOIN hours h USING (subject)
    LEFT JOIN payments l USING (subject)
    LEFT JOIN court c USING (subject)
)
SELECT subject, points,
       CASE WHEN points >= 1060 THEN 'AAA' WHEN points >= 1030 THEN 'AA' WHEN points >= 960 THEN 'A'
            WHEN points >= 850 THEN 'B' WHEN points >= 600 THEN 'C' ELSE 'D' END AS grade,
       list_filter([CASE WHEN points >= 960 THEN 'BusPass' END,
                    CASE WHEN points >= 1030 AND income < 60000 THEN 'HeatingRebate' END,
                    CASE WHEN recent >= 3 THEN 'Library' END], lambda x: x IS NOT NULL) AS rewards,
       CASE WHEN banned THEN ['FlightBan'] ELSE [] END AS sanctions,
       CASE WHEN points >= 1060 THEN ['Honour'] ELSE [] END AS lists,
       false AS incomplete
FROM scored
