import Docker
import Execution
import Values

extension ArgumentDecoder {
    /// Takes all that is left as the arguments of a container. Every wrong one is noted.
    mutating func container() -> (ContainerSpecification, ContainerRunOptions) {
        let given = rest().filter { !($0.key.scalarText ?? "").hasPrefix("__") }
        do throws(Diagnostics) {
            let (specification, options) = try ContainerArguments.decode(ValueMap(given.map { ($0.key, $0.value) }))
            return (specification, options)
        } catch {
            refuse(error.all)
            return (ContainerSpecification(image: ""), ContainerRunOptions())
        }
    }
}
