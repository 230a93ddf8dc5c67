/// The share of pairs of a member and a non-member in which the member scores higher, ties counting half.
func areaUnderCurve(_ scores: [Double], _ isMember: [Bool]) -> Double {
  let members = scores.indices.filter { isMember[$0] }.map { scores[$0] }
  let others = scores.indices.filter { !isMember[$0] }.map { scores[$0] }
  let wins = members.reduce(0.0) { sum, member in
    sum + others.reduce(0) { $0 + (member > $1 ? 1 : member == $1 ? 0.5 : 0) }
  }
  return wins / Double(members.count * others.count)
}
