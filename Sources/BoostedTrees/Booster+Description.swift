import CXGBoost
import Foundation

extension Booster {
  /// The columns that a loaded model asks for.
  static func featureCount(
    _ library: UInt, _ handle: UInt, _ name: String
  ) throws(BoostedTreesError) -> Int {
    var count = 0
    try unsafe attempt(rc_xgb_feature_count(library, handle, &count), name)
    guard (1...1 << 24).contains(count) else {
      throw BoostedTreesError("\(name): says that it has \(count) columns; save it again")
    }
    return count
  }

  /// What of a model's settings is read.
  private struct Description: Decodable {
    struct Learner: Decodable {
      struct Objective: Decodable { let name: String }
      struct Parameters: Decodable { let num_class: String }
      let objective: Objective
      let learner_model_param: Parameters
    }
    let learner: Learner
  }

  /// The scores of a record that a loaded model gives.
  static func scoreCount(
    _ library: UInt, _ handle: UInt, _ name: String
  ) throws(BoostedTreesError) -> Int {
    var settings: UnsafeMutablePointer<CChar>?
    try unsafe attempt(rc_xgb_settings(library, handle, &settings), name)
    let json = unsafe text(of: settings) ?? ""
    guard let read = try? JSONDecoder().decode(Description.self, from: Data(json.utf8)) else {
      throw BoostedTreesError("\(name): does not say what it was trained for; save it again")
    }
    switch read.learner.objective.name {
    case "binary:logistic", "binary:logitraw": return 1
    case "multi:softprob", "multi:softmax":
      guard let count = Int(read.learner.learner_model_param.num_class),
        (2...1 << 20).contains(count)
      else { throw BoostedTreesError("\(name): does not say how many classes it has") }
      return count
    case let other:
      throw BoostedTreesError(
        "\(name): was trained for '\(other.prefix(40))', which gives no class scores; audits take binary:logistic, "
          + "binary:logitraw, multi:softprob and multi:softmax")
    }
  }
}
