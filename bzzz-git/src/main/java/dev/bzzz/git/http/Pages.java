package dev.bzzz.git.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.PermanentException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads whole lists, whatever a host makes of pages: it may ignore how many are asked for, send no
 * {@code Link} header (RFC 8288), and move things from one page to another meanwhile. Safe for use
 * by many threads.
 */
public final class Pages {
  /** Most pages of a list. */
  public static final int MAX_PAGES = 1000;

  /** How many are asked for on a page; hosts may give fewer. */
  public static final int SIZE = 100;

  /** Whatever a host takes for a page, so few are not all of a full one. */
  private static final int FEW = 10;

  private static final Pattern PAGE = Pattern.compile("\\d{1,9}");
  private static final Pattern NEXT =
      Pattern.compile("<([^<>]{1,4000})>[^<>]{0,400};\\s*rel=\"?[^\",]{0,100}\\bnext\\b");

  private final HostClient client;
  private final String sizeParameter;
  private final int maxPages;
  private volatile boolean links;

  /**
   * Lists of a host.
   *
   * @param sizeParameter what it calls the size of a page, such as {@code per_page}
   */
  public Pages(HostClient client, String sizeParameter) {
    this(client, sizeParameter, MAX_PAGES);
  }

  Pages(HostClient client, String sizeParameter, int maxPages) {
    this.client = client;
    this.sizeParameter = sizeParameter;
    this.maxPages = maxPages;
  }

  /**
   * A whole list.
   *
   * @param items what it holds, each once, in the order of the host
   * @param unchanged whether the host said of every page that nothing changed
   * @param asOf when the host gave the first page, by its own clock
   */
  public record Items(List<JsonNode> items, boolean unchanged, Optional<Instant> asOf) {
    /** Copies the list. */
    public Items {
      items = List.copyOf(items);
    }
  }

  /**
   * Reads a list to its end.
   *
   * @param first without the size of a page or its number
   * @param key what tells one item from another, such as its number; of two, the later one counts
   * @throws PermanentException if it has more than {@value #MAX_PAGES} pages, the host answers
   *     something else than a list, or the next page is at another host
   */
  public Items all(HostRequest first, Function<JsonNode, Object> key) {
    return read(first, key, true);
  }

  /**
   * Reads a list of which the host does not tell the end, or tells that of the page: until a page
   * has few items, or none that is new.
   *
   * @param first as for {@link #all}
   * @param key as for {@link #all}
   */
  public Items untilNothingIsNew(HostRequest first, Function<JsonNode, Object> key) {
    return read(first, key, false);
  }

  private Items read(HostRequest first, Function<JsonNode, Object> key, boolean told) {
    Map<Object, JsonNode> found = new LinkedHashMap<>();
    boolean unchanged = true;
    Optional<Instant> asOf = Optional.empty();
    HostRequest sized = first.query(sizeParameter, SIZE);
    HostRequest request = sized;
    for (int page = 1; page <= maxPages; page++) {
      HostAnswer answer = client.send(request);
      unchanged &= answer.unchanged();
      asOf = page == 1 ? answer.date() : asOf;
      int before = found.size();
      int size = add(first, answer, key, found);
      Optional<HostRequest> next = told ? next(sized, answer, page) : Optional.empty();
      boolean last = told ? last(answer, size, found.size()) : size < FEW;
      if (found.size() == before || next.isEmpty() && last) {
        return new Items(new ArrayList<>(found.values()), unchanged, asOf);
      }
      request = next.isPresent() ? next.get() : sized.query("page", page + 1);
    }
    throw new PermanentException(
        "cannot "
            + first.action()
            + ": there are more than "
            + maxPages
            + " pages of "
            + SIZE
            + "; ask for less");
  }

  private static int add(
      HostRequest first,
      HostAnswer answer,
      Function<JsonNode, Object> key,
      Map<Object, JsonNode> found) {
    if (answer.json().isNull()) {
      return 0; // how programs in Go write an empty list
    }
    if (!answer.json().isArray()) {
      throw new PermanentException(
          Failures.start(first, answer.url())
              + " answered no list; check the address of the API and the kind of host");
    }
    answer.json().forEach(item -> found.put(key.apply(item), item));
    return answer.json().size();
  }

  /** Whether a page without a link to the next one is the last. */
  private boolean last(HostAnswer answer, int size, int found) {
    boolean all =
        answer
            .header("X-Total-Count")
            .or(() -> answer.header("X-Total"))
            .filter(total -> total.equals(Integer.toString(found)))
            .isPresent();
    return all || size < FEW || links;
  }

  /** GitLab's own header comes first: its links name the host as GitLab calls itself. */
  private Optional<HostRequest> next(HostRequest sized, HostAnswer answer, int page) {
    Optional<String> number = answer.header("X-Next-Page");
    if (number.isPresent()) {
      links = true;
      return number.filter(PAGE.asMatchPredicate()).map(next -> sized.query("page", next));
    }
    Optional<URI> linked = linked(sized, answer);
    if (linked.isEmpty() || Origin.same(client.url(), linked.get())) {
      return linked.map(sized::at);
    }
    if (answer.header("X-Total-Count").isPresent()) {
      // Gitea's links name the host as Gitea calls itself, too; its pages can be counted.
      return Optional.of(sized.query("page", page + 1));
    }
    throw new PermanentException(
        Failures.start(sized, answer.url())
            + " names a next page at another host, "
            + HostText.shown(String.valueOf(linked.get()))
            + ", which may not get the token; set the host's own address right");
  }

  private Optional<URI> linked(HostRequest first, HostAnswer answer) {
    Optional<String> link = answer.header("Link");
    if (link.isEmpty()) {
      return Optional.empty();
    }
    links = true; // this host sends them, so that a page without one is the last
    Matcher next = NEXT.matcher(link.get());
    if (!next.find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(answer.url().resolve(next.group(1)));
    } catch (IllegalArgumentException e) {
      throw new PermanentException(
          Failures.start(first, answer.url()) + " names a next page that is no address", e);
    }
  }
}
