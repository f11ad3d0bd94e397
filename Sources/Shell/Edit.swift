// What a statement did to the plan, as a line that does the same wherever it runs: names in full, figures in the form
// of files, an expression as its value.
//
//     apply 7                →  set reps[SDR] 8
//     cuota = 1.200.000,50   →  set quota 1200000.5
//     scenario Lean          →  scenario lean
//
// Undo, the journal and the minutes are made of these. There is no other way in which a line changes a plan.

import Calc
import SLA

/// One edit of the plan.
enum Edit {
  case set(Change)
  case reset([String])
  case scenario(String)
  case branch(String)
  case drop(String)
  case define(String, String)
  case watch([String])
  /// What was typed of a month, as a line says it.
  case track(String)
  /// The file that was counted, as a line says it, and what it came to.
  case count(String, TrackedFile)
  /// The targets that took over what the leads tell.
  case recalibrate([String])

  /// The statement that does the same.
  var statement: String {
    switch self {
    case .set(let change): "set \(change.target) \(change.text)\(change.from.map { " from \($0)" } ?? "")"
    case .reset(let names): "reset \(names.joined(separator: ", "))"
    case .scenario(let name): "scenario \(name)"
    case .branch(let name): "scenario new \(name)"
    case .drop(let name): "scenario drop \(name)"
    case .define(let name, let text): "define \(name) = \(text)"
    case .track(let what), .count(let what, _): "track \(what)"
    case .recalibrate(let targets): "recalibrate apply \(targets.joined(separator: ", "))"
    case .watch(let names): names.isEmpty ? "watch" : "watch \(names.joined(separator: ", "))"
    }
  }

  /// What a file came to that it tracked.
  fileprivate var counted: TrackedFile? { if case .count(_, let file) = self { file } else { nil } }

  /// Where what it sets comes from.
  private var source: String? { if case .set(let change) = self { change.source } else { nil } }

  /// The line that does what several edits of one line did. They share its comment.
  static func line(_ edits: [Edit]) -> String {
    let statements = edits.map(\.statement).joined(separator: "; ")
    return edits.lazy.compactMap(\.source).first.map { "\(statements)   # \($0)" } ?? statements
  }
}

extension Session {
  /// Puts a plan in the place of the open one, and notes the edits that made it so.
  mutating func change(to plan: Plan, by edits: Edit...) { change(to: plan, by: edits) }

  mutating func change(to plan: Plan, by edits: [Edit]) {
    if self.edits.isEmpty { unedited = self.plan }
    self.edits += edits
    self.plan = plan
  }

  /// What was edited since the last step becomes one: something that undo takes back. Nothing where nothing came of it.
  mutating func finishStep() {
    guard !edits.isEmpty, let plan, let unedited else { return }
    if plan.differs(from: unedited) {
      let entry = Entry(at: world.now(), line: Edit.line(edits), counted: edits.compactMap(\.counted))
      steps.add(Step(state: unedited.state, entry: entry))
      note(.did(entry))
    }
    edits = []
    self.unedited = nil
  }

  /// A change whose value is written as files and scripts have it: as typed, where that means the same there.
  func filed(_ change: Change) throws(Diagnostic) -> Change {
    let plan = try opened()
    let files = NumberForm.files(language: plan.agreement.language)
    guard form != files, let definition = plan.schema.definition(change.name) else { return change }
    let reader = QuantityReader(form: files, currency: plan.agreement.currency)
    if let again = try? reader.read(change.text, for: plan.agreement.wanted(definition)), again == change.written {
      return change
    }
    var filed = change
    filed.text = QuantityFormat(form: files, currency: plan.agreement.currency).full(change.written)
    return filed
  }
}
