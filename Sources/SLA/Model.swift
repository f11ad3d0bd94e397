// The schema of one agreement: the axes from its tiers, stages, teams and months, and on them the model's quantities.

import Calc
import Leads

/// The built-in model.
public enum Model {
  /// The places of the axes, in the order of the JSON contract (shell.md).
  public static let tier = 0
  public static let stage = 1
  public static let team = 2
  public static let month = 3

  /// The group of quantities that are pinned from what was tracked.
  public static let actuals = "Actuals"

  /// The model's text, as `show model` prints it.
  public static let text = String(decoding: PackageResources.sla_model, as: UTF8.self)

  /// The axes of an agreement with the model's quantities on them.
  /// - Throws: a fault in the model's text, which would be a fault of the program.
  public static func schema(
    tiers: [String], stages: [String] = [], teams: [String], period: Period, currency: String
  ) throws(Diagnostic) -> Schema {
    let axes = [
      Axis("tier", tiers), Axis("stage", stages), Axis("team", teams), Axis("month", period.all.map(\.description))
    ]
    var schema = try model.get().over(axes, currency: currency, months: period.months)
    for (index, month) in period.all.enumerated() {
      let name = Month.names[month.month - 1]
      let year = month.year % 100
      let short = "\(month.short) \(year < 10 ? "0" : "")\(year)"
      for alias in [month.short, name, short, "\(month.short) \(month.year)", "\(name) \(month.year)"] {
        schema.add(alias: alias, forLabel: index, ofAxis: Model.month)
      }
    }
    return schema
  }

  /// The model over no labels. What it says does not depend on an agreement, so it is read once.
  private static let model: Result<Schema, Diagnostic> = {
    let axes = ["tier", "stage", "team", "month"].map { Axis($0, []) }
    do throws(Diagnostic) {
      let schema = Schema(axes: axes, currency: "", months: 1)
      return .success(try ModelText(Source(text, file: "sla.model"), schema: schema).read())
    } catch {
      return .failure(error)
    }
  }()
}
