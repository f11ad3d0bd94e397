// Help teaches by lines that work on the open agreement: the examples of commands have gaps, and the agreement's own
// labels stand in them.
//
//     set reps[{team}] 8 from {month}   →   set reps[SDR] 8 from Aug

import Calc
import SLA

/// What the gaps in examples are filled with.
struct ExampleWords {
  private let words: [(gap: String, word: String?)]

  /// - Parameter plan: the open agreement; nil for the words of the built-in one.
  init(_ plan: Plan?) {
    guard let plan else {
      words = [
        ("{tier}", "CEO"), ("{last tier}", "Manager"), ("{team}", "SDR"), ("{month}", "Aug"),
        ("{scenario}", "cautious"),
        ("{promise}", "Deliver the lead quota"), ("{leads}", "2,334")
      ]
      return
    }
    let labels = { (axis: Int) in plan.schema.axes[axis].labels }
    let isShort = plan.agreement.period.start.year == plan.agreement.period.last.year
    let months = isShort ? Figures(plan: plan).monthNames() : labels(Model.month)
    let leads = plan.schema.place(of: "leads").flatMap { place in
      Watched.figures(of: place, plan.sheet.grid(place), plan.schema).first?.value
    }
    words = [
      ("{tier}", labels(Model.tier).first), ("{last tier}", labels(Model.tier).dropFirst().last),
      ("{team}", labels(Model.team).first), ("{month}", months.dropFirst().first ?? months.first),
      ("{scenario}", plan.agreement.scenarios.first.map { $0.name.contains(" ") ? "\"\($0.name)\"" : $0.name }),
      ("{promise}", plan.agreement.promises.first { !$0.name.contains("\"") }?.name),
      ("{leads}", leads.flatMap { $0.isNaN ? nil : QuantityFormat().short($0, .count("leads"), rounding: .up) })
    ]
  }

  /// The line with its gaps filled; nil where the agreement has nothing to fill one with.
  func filled(_ line: String) -> String? {
    guard line.contains("{") else { return line }
    var result = line
    for (gap, word) in words where result.contains(gap) {
      guard let word else { return nil }
      result = result.replacing(gap, with: word)
    }
    return result
  }
}

extension Session {
  /// As many examples as help shows.
  private static let mostExamples = 3

  /// A command's first examples that work on the open agreement.
  func examples(of command: Command) -> [String] {
    let words = ExampleWords(plan)
    let lines = command.examples.compactMap { words.filled($0) }
    // What reads files or takes long is not carried out only to see whether it works.
    let isTried = plan != nil && !Session.takesLong.contains(command.name) && !command.takesFile
    // What goes back or applies needs something done before: that says nothing about the agreement.
    let working = isTried ? lines.filter { fault(of: $0) == nil } : []
    return Array((working.isEmpty ? lines : working).prefix(Session.mostExamples))
  }
}

extension Command {
  fileprivate var takesFile: Bool { Expected(takes).next.contains { $0.takes == .slot(.file) } }
}
