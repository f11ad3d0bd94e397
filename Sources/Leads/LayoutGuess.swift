// What is said of headers that nobody knows: which there are, which of them could be what, and the mapping to paste into
// the agreement. It works as it stands once COLUMN is filled in.
//
//     Ref, Seniority, Arrived, Talked, Bought
//     tracking: {columns: {created_at: Arrived, tier: Seniority, connected: Talked, customer: Bought}}

import Calc

/// What the headers of a file could mean.
struct LayoutGuess {
  let headers: [String]
  /// The agreement's.
  let tiers: [String]
  /// The file's name.
  let name: String

  // MARK: - What to say

  /// That no layout is like this one.
  func unknown() -> Diagnostic {
    let guesses = guesses(LeadField.allCases.filter { $0 != .lead })
    var fault = Diagnostic(
      "\(name) is no export that Pacto recognises", why: "Its columns are \(listed).",
      guesses[.created] == nil
        ? "Put this into the agreement, corrected, with the column of the time of creation in the place of COLUMN."
        : "Put this into the agreement, corrected: it is a guess.",
      tests(guesses), hint: mapping(guesses, needed: [.created]))
    if guesses[.created] == nil, guesses[.customer] != nil {
      fault.why.insert("If these are the deals of leads in another file: track LEADS with \(name)", at: 1)
    }
    return fault
  }

  /// That a file has not the columns of the layout it was to be read with.
  func misfit(_ profile: CRMProfile) -> Diagnostic {
    let known = Set(headers.map(CRMProfile.folded))
    var lacking = profile.signature.filter { !known.contains(CRMProfile.folded($0)) }
    let created = (profile.columns[.created] ?? []).map(\.header)
    if !created.contains(where: lacking.contains) { lacking.append(created.joined(separator: " or ")) }
    return Diagnostic(
      "\(name) does not fit the layout \(profile.name) (\(profile.title))", mark: CRMProfile.complaint,
      why: "It lacks \(lacking.joined(separator: ", ")).", "Its columns are \(listed).",
      hint: CRMProfile.recognised(headers)?.name)
  }

  /// That the agreement names a column which the file does not have.
  func missing(_ header: String, for field: LeadField) -> Diagnostic {
    var fault = Diagnostic(
      "\(name) has no column \(header), which the agreement names for \(field.rawValue)",
      why: "Its columns are \(listed).", hint: Suggestion.best(for: header, among: headers))
    if field == .tier, fault.hint == nil {
      fault.why.append("A tier is told by a column and by what stands in it.")
      let column = guesses([.tier])[.tier] ?? "COLUMN"
      let forms = ["\(column) = \(header)", "\(column) contains \(header)"].map { test in
        "tracking: {tiers: {\(tiers.first ?? "TIER"): \(Self.quoted(test))}}"
      }
      fault.hint = Diagnostic.hint(forms)
    }
    return fault
  }

  /// That an export of deals does not say whose they are, or which are won.
  func unlinked(lacks: [LeadField]) -> Diagnostic {
    var guesses = guesses([.lead, .customer, .closed, .revenue])
    let stage = headers.first { header in
      ["stage", "status"].contains { CRMProfile.folded(header).contains($0) }
    }
    if guesses[.customer] == nil { guesses[.customer] = stage.map { "\($0) = Closed Won" } }
    let what: Phrase =
      lacks.count == 2
      ? "\(name) does not say which lead a deal belongs to, nor which deals are won"
      : lacks == [.lead]
        ? "\(name) does not say which lead a deal belongs to" : "\(name) does not say which deals are won"
    let needs: Phrase =
      lacks == [.customer]
      ? "Put this into the agreement, corrected, with the column of what became of a deal in the place of COLUMN."
      : "Put this into the agreement, corrected: lead is the column with the lead's id, as the file of leads has it."
    return Diagnostic(
      what, why: "Its columns are \(listed).", needs, hint: mapping(guesses, needed: [.lead, .customer]))
  }

  /// That leads beside deals have no id.
  func withoutId() -> Diagnostic {
    Diagnostic(
      "\(name) does not say which id a lead has, so that no deal can be found for it",
      why: "Its columns are \(listed).",
      "Put this into the agreement, with the column of the lead's id in the place of COLUMN.",
      hint: "tracking: {columns: {lead_id: COLUMN}}")
  }

  // MARK: - What to paste

  /// How yes and no, and tiers, are told by what stands in a column.
  private func tests(_ guesses: [LeadField: String]) -> Phrase {
    let customer = Self.quoted("\(guesses[.customer] ?? "COLUMN") = yes")
    let tier = Self.quoted("\(guesses[.tier] ?? "COLUMN") contains chief|ceo")
    return Phrase(
      "Words in a column can be tested: columns: {customer: \(customer)}, tiers: {\(tiers.first ?? "TIER"): \(tier)}.")
  }

  /// How tiers that the agreement does not have would be told: everything that is told now, and these with the first.
  /// Nil where no word tells a tier.
  static func tiers(_ unknown: [String], _ plan: RowPlan) -> String? {
    var rules = plan.tierRules.compactMap { rule in
      rule.tier.map { (tier: $0, test: rule.use.column.test, header: plan.headers[rule.use.header]) }
    }
    if rules.isEmpty, let named = plan.tierRules.first {
      rules = plan.tiers.indices.map { ($0, .equals([plan.tiers[$0]]), plan.headers[named.use.header]) }
    }
    guard !unknown.isEmpty, !rules.isEmpty else { return nil }
    switch rules[0].test {
    case .equals(let words): rules[0].test = .equals(words + unknown)
    case .contains(let words): rules[0].test = .contains(words + unknown)
    case .value, .filled: return nil
    }
    let told = rules.map { rule in
      "\(quoted(plan.tiers[rule.tier])): \(quoted(ColumnTest(rule.header, rule.test).written))"
    }
    return "tracking: {tiers: {\(told.joined(separator: ", "))}}"
  }

  private func mapping(_ guesses: [LeadField: String], needed: [LeadField]) -> String {
    let columns = LeadField.allCases.compactMap { field -> String? in
      guard let header = guesses[field] else { return needed.contains(field) ? "\(field.rawValue): COLUMN" : nil }
      return "\(field.rawValue): \(Self.quoted(header))"
    }
    return "tracking: {columns: {\(columns.joined(separator: ", "))}}"
  }

  /// A text as a value of YAML's short form.
  static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy { byte in
        byte >= 0x80 || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "_") || byte &- 48 <= 9
          || (byte | 0x20) &- 97 < 26
      }
    return isPlain ? text : "\"\(Self.escaped(text))\""
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { $0 += "\\\"".contains($1) ? "\\\($1)" : String($1) }
  }

  private var listed: String {
    let shown = headers.prefix(40).map { $0.isEmpty ? "(no name)" : String($0.prefix(40)) }
    return shown.joined(separator: ", ") + (headers.count > 40 ? " and \(headers.count - 40) more" : "")
  }

  // MARK: - Guessing

  /// The column that each field could be; no column is two.
  private func guesses(_ fields: [LeadField]) -> [LeadField: String] {
    // A damaged file can have a header of megabytes: that names nothing.
    let folded = headers.map { $0.utf8.count <= 200 ? CRMProfile.folded($0) : "" }
    var guesses: [LeadField: String] = [:]
    var taken: Set<Int> = []
    for (field, words) in Self.words where fields.contains(field) {
      let column = words.lazy.compactMap { word in
        folded.indices.first { folded[$0].contains(word) && !taken.contains($0) }
      }.first
      guard let column else { continue }
      taken.insert(column)
      guesses[field] = headers[column]
    }
    return guesses
  }

  /// Parts of headers; fields that are told by the plainest words come last.
  private static let words: [(LeadField, [String])] = [
    (.firstFollowUp, ["first follow", "first call", "first response", "first touch", "contacted", "erster anruf"]),
    (.closed, ["closed", "close date", "closing", "won date", "signed", "cierre", "abschluss"]),
    (.lead, ["lead id", "contact id", "associated contact", "lead"]),
    (.customer, ["customer", "won", "is converted", "bought", "cliente", "gekauft"]),
    (.revenue, ["revenue", "amount", "value", "importe", "valor", "betrag", "umsatz"]),
    (.attempts, ["attempts", "calls", "touches"]),
    (.connected, ["connected", "talked", "reached"]),
    (.tier, ["seniority", "tier", "job title", "title", "cargo"]),
    (
      .created,
      [
        "created", "create date", "creation", "first contact", "received", "arriv", "fecha", "data de cria", "eingang",
        "date"
      ]
    )
  ]
}
