// The written agreement as text: who, when, and the prose as it stands in the file.

import Calc
import Documents
import SLA

/// An agreement's words.
struct AgreementText {
  let plan: Plan
  let format: QuantityFormat

  private var agreement: Agreement { plan.agreement }

  /// Title, kind, period and parties.
  func head() -> [Reply.Block] {
    var blocks: [Reply.Block] = [
      .line(Styled(agreement.title, .strong)),
      .line(Styled("\(agreement.kind.rawValue) agreement · \(agreement.period.spoken) · \(agreement.currency)", .quiet))
    ]
    for party in agreement.parties {
      let who = [party.director, party.email.map { "<\($0)>" }].compactMap { $0 }.joined(separator: " ")
      blocks.append(.line(Styled(party.key, .strong) + Styled(who.isEmpty ? "" : "  \(who)")))
    }
    blocks.append(.gap)
    return blocks
  }

  /// Everything: head, prose in the order in which an agreement reads, promises.
  func reply() -> Reply {
    var reply = Reply()
    reply.blocks = head() + prose()
    if !agreement.promises.isEmpty {
      reply.say(Styled("Promises", .strong))
      for promise in agreement.promises {
        reply.say(Styled("  \(promise.by)  ", .quiet) + Styled(promise.name) + Styled("   \(promise.testText)", .code))
        if let otherwise = promise.otherwise { reply.say(Styled("    otherwise  ", .quiet) + Styled(otherwise)) }
      }
    }
    let sources = agreement.sources.sorted { $0.key < $1.key }
    if !sources.isEmpty {
      reply.gap()
      reply.say(Styled("Sources", .strong))
      for (name, text) in sources { reply.say(Styled("  \(name)  ", .quiet) + Styled(text)) }
    }
    return reply
  }

  /// The prose, part by part.
  func prose() -> [Reply.Block] {
    var reply = Reply()
    for (key, title) in Prose.parts {
      guard let node = agreement.prose.first(where: { $0.key == key })?.node else { continue }
      reply.say(Styled(title, .strong))
      write(node, 1, into: &reply)
      reply.gap()
    }
    return reply.blocks
  }

  private func write(_ node: YAMLNode, _ indent: Int, into reply: inout Reply) {
    let pad = String(repeating: "  ", count: indent)
    if let text = node.text {
      for line in text.split(separator: "\n", omittingEmptySubsequences: true) { reply.say(Styled(pad + line)) }
    }
    for entry in node.entries ?? [] {
      if let text = entry.value.text, !text.contains("\n") {
        reply.say(Styled("\(pad)\(entry.key.text)  ", .quiet) + Styled(text))
      } else {
        reply.say(Styled("\(pad)\(entry.key.text)", .quiet))
        write(entry.value, indent + 1, into: &reply)
      }
    }
    for item in node.items ?? [] {
      if let text = item.text {
        reply.say(Styled("\(pad)· \(text)"))
      } else if let fields = item.entries {
        reply.say(Styled("\(pad)· " + fields.compactMap { $0.value.text }.joined(separator: ", ")))
      }
    }
  }
}
