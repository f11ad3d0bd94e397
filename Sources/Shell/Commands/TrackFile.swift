// `track leads.csv`: counts what is in an export of the CRM and takes it in as one step. What it came to when the same
// line was carried out before (Recovery, Minutes) is taken as it was: no file is read again then.

import Calc
import Leads
import SLA

extension Session {
  /// Counts a file in.
  mutating func trackFile(_ parser: inout Parser) throws(Diagnostic) -> Reply {
    let before = try opened()
    let request = try trackRequest(&parser)
    let place = parser.source.place(request.span)
    if let known = takeCounted(request) {
      try count(known, request, in: before, at: place)
      return Reply()
    }
    if let why = request.name.flatMap({ Names.fault($0) }) {
      throw Diagnostic(why, at: place, hint: request.typed(as: "leads"))
    }
    let terms = try before.leadTerms(asOf: request.asOf)
    let log: LeadLog
    let file: TrackedFile
    do throws(Diagnostic) {
      log = try source(request, parser.source).read(terms, world.progress)
      file = try TrackedFile(request.title(in: before.schema), log, for: before, terms: terms)
    } catch {
      throw placed(error, request, parser.source)
    }
    if let digest = request.digest, digest != file.digest {
      throw Diagnostic("\(request.path) is another file than it was", at: place, why: "Its digest was \(digest).")
    }
    if request.isStrict, !log.reading.isComplete { throw TrackReply.refusal(log.reading, request, at: place) }
    if !file.digest.isEmpty, let other = before.agreement.actuals.files.first(where: { $0.digest == file.digest }),
      other.name.lowercased() != file.name.lowercased()
    {
      throw Diagnostic(
        "\(request.path) is tracked already, as \(other.name)", at: place,
        why: "Its leads would count twice.", hint: request.typed(as: other.name))
    }
    let after = try count(file, request, in: before, at: place)
    return TrackReply(before: before, after: after, format: format).file(file, log.reading, today: world.now().day)
  }

  /// Takes a file's figures in.
  /// - Returns: the plan that knows them.
  /// - Throws: no line can say it.
  @discardableResult
  private mutating func count(
    _ file: TrackedFile, _ request: TrackRequest, in before: Plan, at place: Place
  ) throws(Diagnostic) -> Plan {
    let line: String
    do throws(Diagnostic) { line = try request.line(file) { whole($0) } } catch { throw error.placed(place) }
    var actuals = before.agreement.actuals
    actuals.track(file)
    let after = before.knowing(actuals)
    change(to: after, by: .count(line, file))
    return after
  }

  /// What the file came to when the same line was carried out before (Recovery, Minutes); nil where that is not known.
  private mutating func takeCounted(_ request: TrackRequest) -> TrackedFile? {
    guard let next = counted.first, next.name == request.name, next.digest == request.digest ?? "" else { return nil }
    return counted.removeFirst()
  }

  /// A path as it is from anywhere.
  private func whole(_ path: String) -> String {
    let path = resolved(path)
    return path.hasPrefix("/") ? path : "\(world.folder())/\(path)"
  }

  /// - Parameter line: the line that asks for it.
  private func source(_ request: TrackRequest, _ line: Source) throws(Diagnostic) -> LeadSource {
    if request.path == "demo" {
      return .export("demo", profile: request.profile) { LeadBytes(DemoQuarter.csv) }
    }
    if request.path == "-", origin == .prompt {
      throw Diagnostic("standard input is the keyboard here", hint: "track leads.csv")
    }
    let path = request.path == "-" ? "-" : resolved(request.path)
    if let table = request.table { return .table(table, database: path, profile: request.profile) }
    let leads = world.leads
    let deals = request.deals.map { deals -> LeadSource.Deals in
      let file = resolved(deals)
      return LeadSource.Deals(name: deals, place: request.dealsSpan.map { line.place($0) }) { () throws(Diagnostic) in
        try leads(file)
      }
    }
    return .export(request.path, profile: request.profile, deals: deals) { () throws(Diagnostic) in try leads(path) }
  }
}
