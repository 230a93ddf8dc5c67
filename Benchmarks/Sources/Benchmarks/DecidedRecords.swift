import Auditing
import Foundation
import Metrics
import Settings
import Tables

/// Records of two classes with decisions, and one attribute to compare groups by.
struct DecidedRecords: Sendable {
  let name: String
  let attribute: Predictions.Attribute
  let labels: [Int32]
  let predicted: [Int32]
  var probability: [Double]?

  /// All metrics without resampling.
  func table(_ policy: FairnessPolicy) throws -> FairnessTable {
    try FairnessTable(
      attribute,
      Predictions.Classes(
        names: ["0", "1"], labels: labels, predicted: predicted, positive: 1,
        probability: probability), terms: FairnessTerms(policy: policy))
  }

  /// Reads everything once.
  func pass() {
    passOver(attribute.group.categories.codes.span)
    passOver(labels.span)
    passOver(predicted.span)
    if let probability { passOver(probability.span) }
  }

  /// German credit, and UCI Adult where it is beside the repository or in the folder that ROLLCALL_DATA names.
  ///
  /// Decisions are rules on the records' own columns, so that no model stands between the data and the metrics.
  static func real() throws -> [DecidedRecords] {
    let german = try records(
      "German credit", german, file: "../fixtures/data/german-credit.csv", positive: "1",
      privileged: ["sex": "male"]
    ) { numbers in
      (numbers["duration_in_month"] ?? 0) <= 24 || (numbers["credit_amount"] ?? 0) < 2000
    }
    let folder = ProcessInfo.processInfo.environment["ROLLCALL_DATA"] ?? "../../shared/data"
    guard FileManager.default.fileExists(atPath: "\(folder)/adult/adult.data") else {
      return german
    }
    return try german
      + records(
        "Adult", adult, file: "\(folder)/adult/adult.data", positive: ">50K",
        privileged: ["sex": "Male", "race": "White"]
      ) { numbers in
        (numbers["education-num"] ?? 0) >= 13 || (numbers["capital-gain"] ?? 0) > 5000
      }
  }

  private static let german = """
    files: [FILE]
    label: credit_risk
    numeric: [duration_in_month, credit_amount, age_in_years]
    ignore: [installment_rate_in_percentage_of_disposable_income, present_residence_since, number_of_existing_credits_at_this_bank, number_of_people_being_liable_to_provide_maintenance_for, status_of_existing_checking_account, credit_history, purpose, savings_account/bonds, present_employment_since, personal_status_and_sex, other_debtors/guarantors, property, other_installment_plans, housing, job, telephone, foreign_worker]
    groups:
      sex:
        column: personal_status_and_sex
        values: {A91: male, A92: female, A93: male, A94: male, A95: female}
      age: {column: age_in_years, cuts: [25, 40, 60]}
    """
  private static let adult = """
    files: [FILE]
    names: [age, workclass, fnlwgt, education, education-num, marital-status, occupation, relationship, race, sex, capital-gain, capital-loss, hours-per-week, native-country, income]
    label: income
    numeric: [age, education-num, capital-gain]
    ignore: [workclass, fnlwgt, education, marital-status, occupation, relationship, race, sex, capital-loss, hours-per-week, native-country]
    groups:
      sex: {column: sex}
      race: {column: race}
    """

  private static func records(
    _ name: String, _ yaml: String, file: String, positive: String, privileged: [String: String],
    rule: ([String: Double]) -> Bool
  ) throws -> [DecidedRecords] {
    var settings = try Settings(
      yaml: yaml.replacing("FILE", with: "'\(file)'"), file: name)
    let dataset = try CSVSource(&settings).read(
      relativeTo: FileManager.default.currentDirectoryPath, name: name)
    let columns = dataset.features.compactMap { feature -> (String, [Double])? in
      guard case .numeric(let values) = feature.values else { return nil }
      return (feature.name, values)
    }
    let predicted = (0..<dataset.count).map { row -> Int32 in
      rule(Dictionary(uniqueKeysWithValues: columns.map { ($0.0, $0.1[row]) })) ? 1 : 0
    }
    let labels = dataset.label.codes.map { code -> Int32 in
      dataset.label.names[Int(code)] == positive ? 1 : 0
    }
    return (dataset.groups + [Group.intersection(of: dataset.groups)]).map { group in
      DecidedRecords(
        name: name,
        attribute: Predictions.Attribute(
          group,
          privileged: privileged[group.name].flatMap { level in
            group.categories.names.firstIndex(of: level).map(Int32.init)
          }),
        labels: labels, predicted: predicted)
    }
  }
}
