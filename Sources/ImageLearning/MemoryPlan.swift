/// Where arrays stand in one stretch of memory, so that those which are never needed together share a place.
///
/// Larger arrays are placed first, each at the lowest place that no other array holds during its time.
struct MemoryPlan {
  private struct Request {
    let size: Int
    let time: ClosedRange<Int>
  }

  /// What places are multiples of, in numbers: 64 bytes.
  private static let alignment = 16
  private var requests: [Request] = []

  /// Asks for an array.
  ///
  /// - Parameters:
  ///   - size: Its numbers.
  ///   - time: The first and the last step that needs it.
  /// - Returns: The number of the request.
  mutating func request(_ size: Int, time: ClosedRange<Int>) -> Int {
    let filled = (size + Self.alignment - 1) / Self.alignment * Self.alignment
    requests.append(Request(size: filled, time: time))
    return requests.count - 1
  }

  /// Places all arrays.
  ///
  /// - Returns: Where each stands, and the numbers that the memory holds.
  func places() -> (places: [Int], size: Int) {
    var places = Array(repeating: 0, count: requests.count)
    var placed: [Int] = []
    let order = requests.indices.sorted {
      (requests[$0].size, $1) > (requests[$1].size, $0)
    }
    for index in order {
      let request = requests[index]
      let others = placed.filter { requests[$0].time.overlaps(request.time) }
        .sorted { places[$0] < places[$1] }
      var place = 0
      for other in others {
        if place + request.size <= places[other] { break }
        place = max(place, places[other] + requests[other].size)
      }
      places[index] = place
      placed.append(index)
    }
    return (places, requests.indices.map { places[$0] + requests[$0].size }.max() ?? 0)
  }
}
