// The demo's tracked quarter: an export with a story in it, made anew from a seed whenever it is asked for.
//
//     March to June   steady, so that there is something to recalibrate from
//     July            on the line
//     August          slow: fewer leads, later answers, given up sooner
//     September       catching up
//     Directors       come as agreed and hardly close

import Calc
import Leads

/// Leads of the demo, as the CRM would export them.
enum DemoQuarter {
  private struct Season {
    var month: Month?
    var leads: Int
    /// Share of leads answered within minutes, and never.
    var quick: Double
    var never: Double
    /// Attempts before a lead is given up, less than agreed.
    var short: Int
  }

  private static let seasons = [
    Season(month: Month("2026-03"), leads: 560, quick: 0.91, never: 0.005, short: 0),
    Season(month: Month("2026-04"), leads: 575, quick: 0.92, never: 0.005, short: 0),
    Season(month: Month("2026-05"), leads: 590, quick: 0.91, never: 0.005, short: 0),
    Season(month: Month("2026-06"), leads: 604, quick: 0.92, never: 0.005, short: 0),
    Season(month: Month("2026-07"), leads: 752, quick: 0.92, never: 0.005, short: 0),
    Season(month: Month("2026-08"), leads: 611, quick: 0.68, never: 0.09, short: 3),
    Season(month: Month("2026-09"), leads: 794, quick: 0.91, never: 0.01, short: 0)
  ]

  private struct Tier {
    var name: String
    var share: Double
    var closes: Double
    var deal: Double
    var attempts: Int
  }

  private static let tiers = [
    Tier(name: "CEO", share: 0.1, closes: 0.052, deal: 21_000, attempts: 8),
    Tier(name: "Director", share: 0.3, closes: 0.012, deal: 11_500, attempts: 6),
    Tier(name: "Manager", share: 0.6, closes: 0.026, deal: 8_200, attempts: 6)
  ]

  /// The last day of the export.
  private static let end = Day("2026-10-05")

  /// The export in Pacto's own layout.
  static var csv: [UInt8] {
    var text = "lead_id,created_at,tier,source,first_followup_at,attempts,connected,customer,closed_at,revenue\n"
    var id = 1
    for season in seasons {
      guard let month = season.month else { continue }
      var leads = (0..<season.leads).map { lead($0, season, month) }
      leads.sort { $0.created < $1.created }
      for lead in leads {
        text += "L\(id),\(lead.text)\n"
        id += 1
      }
    }
    return Array(text.utf8)
  }

  private static func lead(_ number: Int, _ season: Season, _ month: Month) -> (created: Int, text: String) {
    let stream = Seed(UInt64(month.number)).stream(UInt64(number))
    var draw = 0
    func next() -> Double {
      draw += 1
      return stream.uniform(draw)
    }
    let pick = next()
    let tier = pick < tiers[0].share ? tiers[0] : pick < tiers[0].share + tiers[1].share ? tiers[1] : tiers[2]
    // A day of the week's work, the hour mostly while business is open.
    var day = month.first.number + Int(next() * Double(month.dayCount))
    if !Day(number: day).isWeekday, next() < 0.8 { day = min(day + 2, month.first.number + month.dayCount - 1) }
    let minute = next() < 0.85 ? 9 * 60 + Int(next() * 470) : Int(next() * 1440)
    let created = day * 1440 + minute
    let speed = next()
    let isNever = speed > 1 - season.never
    let wait = speed < season.quick ? 1 + Int(next() * 4) : 6 + Int(next() * next() * 900)
    let isReached = !isNever && next() < 0.66
    let most = max(1, tier.attempts - season.short - (next() < 0.1 ? 1 : 0))
    let attempts = isNever ? 0 : isReached ? 1 + Int(next() * Double(min(4, most))) : most
    let cycle = 12 + Int(next() * 40) + Int(next() * 30)
    let closing = day + cycle
    let isCustomer = isReached && next() < tier.closes / 0.62 && closing <= (end?.number ?? closing)
    let revenue = Int(tier.deal * (0.6 + 0.8 * next()) / 100) * 100
    let fields = [
      moment(created), tier.name, next() < 0.55 ? "web" : "event", isNever ? "" : moment(created + wait),
      "\(attempts)", isReached ? "yes" : "no", isCustomer ? "yes" : "no",
      isCustomer ? moment(closing * 1440 + 15 * 60) : "", isCustomer ? "\(revenue)" : ""
    ]
    return (created, fields.joined(separator: ","))
  }

  /// "2026-07-01 09:30", from minutes since 1970.
  private static func moment(_ minutes: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(Day(number: minutes / 1440)) \(two(minutes % 1440 / 60)):\(two(minutes % 60))"
  }
}
