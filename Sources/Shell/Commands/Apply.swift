// `apply`: does what the last answer proposed, by its number or by the name of the driver.

import Calc
import Documents
import SLA

extension Command {
  static let apply = Command(
    "apply", usage: ["apply", "apply N", "apply NAME[LABEL]"],
    does: "Does what the last answer proposed, as one step that undo takes back.",
    examples: ["solve supply for \"{promise}\"; apply", "levers; apply 2"], next: "undo",
    takes: .maybe(.either([.slot(.proposal), .slot(.driver)])), trying: .effect
  ) { session, parser throws(Diagnostic) in
    let before = try session.opened()
    guard !session.proposals.isEmpty else {
      throw Diagnostic("there is nothing to apply", why: "solve and levers propose changes.", hint: "levers")
    }
    let proposal = try session.proposal(&parser)
    try parser.end()
    if let then = session.proposedFor, before.differs(from: then) {
      throw Diagnostic(
        "the agreement has changed since that was proposed", why: "What was proposed fits the agreement as it was.",
        hint: "levers")
    }
    var changes: [Change] = []
    for change in proposal {
      var filed = try session.filed(change)
      filed.source = session.comment
      changes.append(filed)
    }
    let after = try before.with(changes)
    session.change(to: after, by: changes.map { .set($0) })
    var places: [Int] = []
    for place in changes.compactMap({ after.schema.place(of: $0.name) }) where !places.contains(place) {
      places.append(place)
    }
    let heading = places.flatMap { SetEcho(before: before, after: after, place: $0, format: session.format).lines() }
    return ChangeReply(before: before, after: after, format: session.format).reply(heading: heading)
  }
}

extension Session {
  /// The proposal that is meant: the first one, the N-th, or the one that moves a driver alone.
  fileprivate func proposal(_ parser: inout Parser) throws(Diagnostic) -> [Change] {
    let place = parser.source.place(parser.token.span)
    if parser.isAtEnd { return proposals[0] }
    if let number = try parser.takeWhole() {
      guard number >= 1, number <= proposals.count else {
        throw Diagnostic(
          proposals.count == 1
            ? "the last answer proposed one thing" : "the last answer proposed \(proposals.count) things",
          at: place, hint: "apply 1")
      }
      return proposals[number - 1]
    }
    let reference = try parser.reference()
    let target = reference.written.lowercased()
    guard
      let found = proposals.first(where: { changes in
        Set(changes.map(\.name)).count == 1
          && changes.contains { $0.target.lowercased() == target || $0.name == target }
      })
    else {
      throw Diagnostic("the last answer proposed no \(reference.written) alone", at: place, hint: "apply 1")
    }
    return found
  }
}
