package dev.bzzz.core.claim;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The claim protocols on the class path, chosen by name. One of your own becomes known by a file
 * {@code META-INF/services/dev.bzzz.core.claim.ClaimProtocol} that names its class, which has a
 * public constructor without parameters. Safe for use by many threads.
 */
public final class ClaimProtocols {
  private ClaimProtocols() {}

  /** The names that {@link #named} knows, ordered. */
  public static SortedSet<String> names() {
    return new TreeSet<>(byName(load()).keySet());
  }

  /**
   * The protocol of a name.
   *
   * @throws NotFound if there is none; the message lists those there are
   * @throws PermanentException if there are two, both of which the message names, or if one cannot
   *     be loaded
   */
  public static ClaimProtocol named(String name) {
    return named(name, load());
  }

  static ClaimProtocol named(String name, List<ClaimProtocol> all) {
    SortedMap<String, List<ClaimProtocol>> byName = byName(all);
    List<ClaimProtocol> found = byName.getOrDefault(name, List.of());
    if (found.isEmpty()) {
      throw new NotFound(
          "there is no claim protocol '" + name + "'; use " + String.join(", ", byName.keySet()));
    }
    if (found.size() > 1) {
      throw new PermanentException(
          "cannot choose the claim protocol '"
              + name
              + "': "
              + String.join(" and ", found.stream().map(each -> each.getClass().getName()).toList())
              + " have that name; take all but one from the class path");
    }
    return found.get(0);
  }

  private static SortedMap<String, List<ClaimProtocol>> byName(List<ClaimProtocol> all) {
    SortedMap<String, List<ClaimProtocol>> byName = new TreeMap<>();
    all.forEach(each -> byName.computeIfAbsent(each.name(), n -> new ArrayList<>()).add(each));
    return byName;
  }

  private static List<ClaimProtocol> load() {
    try {
      return ServiceLoader.load(ClaimProtocol.class).stream()
          .map(ServiceLoader.Provider::get)
          .toList();
    } catch (ServiceConfigurationError e) {
      throw new PermanentException(
          "cannot load the claim protocols: "
              + e.getMessage()
              + "; correct META-INF/services/"
              + ClaimProtocol.class.getName()
              + " on the class path",
          e);
    }
  }
}
