import ControlPlane
import FoundationEssentials

extension WallClock {
    var date: Date { Date(timeIntervalSince1970: Double(now) / 1e6) }
}
