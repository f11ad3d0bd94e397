// What a change would do, without doing it: the watched figures that move and the promises that flip. It is asked with
// every key, so it computes only what is watched or promised, and makes no text that is not shown. Promises are told as
// planned and, where anything is tracked, on what happened.
//
//     the plan → narrowed to what is watched → the change carried out on it → compared with what it was

import Calc
import Documents
import SLA

/// The state that effects are told against.
struct Trial {
  /// The plan with only the values that an effect is told by.
  let plan: Plan
  private let format: QuantityFormat
  private let places: [Int]
  private let figures: [[Watched.Figure]]
  private let kept: [Bool?]
  /// The same on what happened.
  private let happened: [Bool?]
  /// The watched quantities' names in a row.
  private let names: [String]
  /// Whether a team's name says enough: only one watched quantity is told by team.
  private let teamSaysAll: Bool

  init(_ whole: Plan, format: QuantityFormat) {
    self.format = format
    places = whole.watchable
    plan = Trial.narrowed(whole)
    kept = plan.kept
    happened = plan.happened
    let (plan, places) = (plan, places)
    figures = places.map { Watched.figures(of: $0, plan.sheet.grid($0), plan.schema) }
    names = places.map { Trial.name(plan.schema.definitions[$0]) }
    let byTeam = places.count { plan.schema.definitions[$0].axes.contains(place: Model.team) }
    teamSaysAll = byTeam == 1
  }

  /// A plan with only the values that an effect is told by.
  static func narrowed(_ plan: Plan) -> Plan { plan.narrowed(to: plan.watchable) }

  /// The shorter one of a quantity's name and title.
  private static func name(_ definition: Definition) -> String {
    let name = String(definition.name.map { $0 == "_" ? " " : $0 })
    let title = "\(definition.title)"
    return title.utf8.count < name.utf8.count ? title.prefix(1).lowercased() + title.dropFirst() : name
  }

  /// What differs in another state of the same agreement; nil where the two cannot be told apart by values.
  /// - Parameter columns: what has no room is not put into words.
  func effect(of after: Plan, columns: Int) -> [PreviewRow.Part]? {
    guard after.sheet.program === plan.sheet.program else { return nil }
    let planned = moved(after, columns) + promises(kept, after.kept, "")
    guard !after.agreement.actuals.isEmpty else { return planned }
    let actual = promises(happened, after.happened, " on what happened")
    guard after.agreement.actuals != plan.agreement.actuals else { return planned + actual }
    // What is tracked says nothing of the plan as a rule: how that stands is told only where it moves.
    let parts = planned.filter(\.isEffect) + actual
    return parts.isEmpty ? [PreviewRow.Part(Styled(unflipped(after), .quiet), rank: 0)] : parts
  }

  private func unflipped(_ after: Plan) -> Phrase {
    let judged = after.happened.compactMap { $0 }
    guard !judged.isEmpty else { return "flips no promise on what happened" }
    return "flips no promise: \(judged.count { $0 }) of \(judged.count) kept on what happened"
  }

  // MARK: Figures

  private func moved(_ after: Plan, _ columns: Int) -> [PreviewRow.Part] {
    let shown = Figures(plan: after, format: format)
    var parts: [PreviewRow.Part] = []
    var used = 0
    for (at, place) in places.enumerated() where used < columns {
      let now = Watched.figures(of: place, after.sheet.grid(place), after.schema)
      for figure in now {
        let was = figures[at].first { $0.team == figure.team }?.value ?? .nan
        guard used < columns, Sheet.differs(was, figure.value) else { continue }
        let text = Styled(name(at, figure) + " ") + told(was, figure.value, place, shown)
        used += TextWidth.of(text.text)
        // The first figure is what both look at; further ones give way to promises that flip.
        parts.append(PreviewRow.Part(text, rank: parts.isEmpty ? 0 : 2 + parts.count))
      }
    }
    return parts
  }

  private func name(_ at: Int, _ figure: Watched.Figure) -> String {
    guard let team = figure.team else { return names[at] }
    let label = plan.schema.axes[Model.team].labels[team]
    return teamSaysAll ? label : "\(label) \(names[at])"
  }

  /// "1,719 −25.5%"
  private func told(_ was: Double, _ now: Double, _ place: Int, _ shown: Figures) -> Styled {
    let definition = plan.schema.definitions[place]
    guard !now.isNaN else { return Styled("undefined") }
    let (a, b) = shown.beside(was, now, definition)
    guard !was.isNaN else { return Styled(b, .strong) }
    return Styled(b, .strong) + Styled(" " + shown.change((was, a), (now, b), definition.units))
  }

  // MARK: Promises

  /// - Parameter on: what they are judged on, nothing for the plan.
  private func promises(_ kept: [Bool?], _ now: [Bool?], _ on: String) -> [PreviewRow.Part] {
    let all = plan.agreement.promises
    guard now.count == kept.count else { return [] }
    let isPlanned = on.isEmpty
    let flipped = now.indices.filter {
      isPlanned ? (now[$0] == true) != (kept[$0] == true) : now[$0] != nil && now[$0] != kept[$0]
    }
    let broken = flipped.filter { now[$0] != true }
    let mended = flipped.filter { now[$0] == true }
    if flipped.count == 1, let one = flipped.first {
      let isKept = now[one] == true
      let (sign, word) = isKept ? ("✓", "kept") : ("✗", "broken")
      return [
        PreviewRow.Part(
          Styled("\(sign) \(word)\(on)", isKept ? .good : .bad) + Styled(": \(all[one].name)"),
          short: Styled("\(sign) 1 \(word)", isKept ? .good : .bad), rank: 1)
      ]
    }
    var parts: [PreviewRow.Part] = []
    for (indices, sign, word, role) in [(broken, "✗", "broken", Role.bad), (mended, "✓", "kept", Role.good)] {
      guard !indices.isEmpty else { continue }
      let names = indices.map { all[$0].name }.joined(separator: ", ")
      parts.append(
        PreviewRow.Part(
          Styled("\(sign) \(word)\(on)", role) + Styled(": \(names)"),
          short: Styled("\(sign) \(indices.count) \(word)", role),
          rank: 1))
    }
    if parts.isEmpty, !all.isEmpty, isPlanned {
      let count = now.count { $0 == true }
      parts.append(
        PreviewRow.Part(
          Styled("\(count == all.count ? "✓ " : "")\(count) of \(all.count) kept", .quiet), rank: PreviewRow.Part.lowest
        ))
    }
    return parts
  }
}
