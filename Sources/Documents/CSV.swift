// Quantities as a long table, one line a cell: quantity,tier,stage,team,month,value,units (shell.md).

import Calc
import SLA

/// Writes quantities as CSV.
public enum CSV {
  public static let header = "quantity,tier,stage,team,month,value,units"

  /// The lines of a plan's quantities, by their places.
  public static func lines(_ places: [Int], of plan: Plan) -> [String] {
    places.flatMap { place in
      let definition = plan.schema.definitions[place]
      return lines(definition.name, plan.sheet.grid(place), definition.units, plan.schema)
    }
  }

  /// The lines of one quantity's cells.
  /// - Parameter name: nil for an expression.
  public static func lines(_ name: String?, _ grid: Grid, _ units: Units, _ schema: Schema) -> [String] {
    grid.cells.indices.map { cell in
      let labels = schema.labels(of: cell, over: grid.axes)
      let columns = ["tier", "stage", "team", "month"].map { axis in
        Safe.csv(labels.first { $0.axis == axis }?.label ?? "")
      }
      let value: String =
        switch JSON.value(grid.cells[cell], units) {
        case .null: ""
        case .text(let word): Safe.csv(word)
        case let other: other.written
        }
      return ([Safe.csv(name ?? "")] + columns + [value, Safe.csv(units.name(currency: schema.currency))])
        .joined(separator: ",")
    }
  }
}
