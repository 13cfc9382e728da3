package dev.bzzz.git.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.HostedForge;
import dev.bzzz.git.local.HostedRepository;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all resources of the API share: who may ask, limits, and how errors are told. */
final class Api {
  private static final Logger LOG = LoggerFactory.getLogger(Api.class);
  static final String DOCUMENTATION = "https://docs.github.com/rest";

  private final RoutesConfig routes;
  private final HostedForge forge;
  private final Tokens tokens;
  private final String login;
  private final RateLimits limits = new RateLimits();

  Api(RoutesConfig routes, HostedForge forge, ServerOptions options) {
    this.routes = routes;
    this.forge = forge;
    this.tokens = options.tokens();
    this.login = options.login();
    routes.exception(Exception.class, (error, context) -> tell(context, error));
    routes.exception(HttpResponseException.class, (error, context) -> tell(context, error));
  }

  /** Answers a request. */
  interface Endpoint {
    void answer(Call call) throws Exception;
  }

  /** Answers a request that is about one repository. */
  interface OfRepository {
    void answer(Call call, HostedRepository repository) throws Exception;
  }

  HostedForge forge() {
    return forge;
  }

  RateLimits.Window limit(Call call) {
    return limits.count(tokens.caller(call.header("Authorization")).fingerprint(), false);
  }

  /** A resource that may be asked for without a token. */
  void open(String path, Endpoint endpoint) {
    routes.addHttpHandler(
        HandlerType.GET,
        ApiPaths.ROOT + path,
        context -> endpoint.answer(new Call(context, login)));
  }

  /** A resource beside the repositories. */
  void on(HandlerType method, String path, Endpoint endpoint) {
    routes.addHttpHandler(
        method,
        ApiPaths.ROOT + path,
        context -> {
          authorize(context, method);
          endpoint.answer(new Call(context, login));
        });
  }

  /** A resource of a repository; whoever writes needs one that is not archived. */
  void of(HandlerType method, String path, OfRepository endpoint) {
    on(
        method,
        "/repos/{owner}/{repo}" + path,
        call -> {
          if (moved(call, method)) {
            return;
          }
          try (HostedRepository repository = forge.open(call.repository())) {
            if (method != HandlerType.GET && !path.isEmpty() && repository.archived()) {
              throw ApiError.of(403, "Repository was archived so is read-only.");
            }
            endpoint.answer(call, repository);
          }
        });
  }

  /** Sends whoever uses a former name to today's, as GitHub does: 307 keeps the method. */
  private boolean moved(Call call, HandlerType method) {
    if (forge.has(call.repository())) {
      return false;
    }
    Optional<RepositoryName> today = forge.renamed(call.repository());
    today.ifPresent(name -> call.moved(method == HandlerType.GET ? 301 : 307, name));
    return today.isPresent();
  }

  private void authorize(Context context, HandlerType method) {
    Caller caller = tokens.caller(context.req().getHeader("Authorization"));
    RateLimits.Window window = limits.count(caller.fingerprint(), true);
    context.header("X-RateLimit-Limit", String.valueOf(RateLimits.PER_HOUR));
    context.header("X-RateLimit-Remaining", String.valueOf(window.remaining()));
    context.header("X-RateLimit-Used", String.valueOf(window.used()));
    context.header("X-RateLimit-Reset", String.valueOf(window.reset()));
    context.header("X-RateLimit-Resource", "core");
    context.header("X-GitHub-Media-Type", "github.v3; format=json");
    if (!caller.known()) {
      throw ApiError.of(
          401, caller.right() == Caller.Right.NONE ? "Requires authentication" : "Bad credentials");
    }
    if (window.used() > RateLimits.PER_HOUR) {
      throw ApiError.of(403, "API rate limit exceeded");
    }
    if (method != HandlerType.GET && !caller.writes()) {
      throw ApiError.of(403, "Resource not accessible by this token: it may read only");
    }
  }

  private static void tell(Context context, Exception error) {
    ApiError told = told(error);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("message", told.getMessage());
    if (!told.details().isEmpty()) {
      ArrayNode errors = json.putArray("errors");
      for (ApiError.Detail detail : told.details()) {
        ObjectNode each = errors.addObject().put("resource", detail.resource());
        detail.field().ifPresent(field -> each.put("field", field));
        each.put("code", detail.code());
        detail.message().ifPresent(message -> each.put("message", message));
      }
    }
    json.put("documentation_url", DOCUMENTATION).put("status", String.valueOf(told.status()));
    if (error instanceof TransientException transientError) {
      context.header(
          "Retry-After", String.valueOf(Math.max(1, transientError.retryAfter().toSeconds())));
    }
    context.status(told.status()).contentType("application/json; charset=utf-8");
    context.result(json.toString());
  }

  /** What may be told of an error; the rest, such as folders, is the log's. */
  private static ApiError told(Exception error) {
    if (error instanceof ApiError told) {
      return told;
    }
    if (error instanceof NotFound) {
      return ApiError.notFound();
    }
    if (error instanceof Conflict) {
      return ApiError.of(409, String.valueOf(error.getMessage()));
    }
    if (error instanceof IllegalArgumentException) {
      return ApiError.refused("Request", String.valueOf(error.getMessage()));
    }
    if (error instanceof HttpResponseException refused) {
      return ApiError.of(refused.getStatus(), "Not Found");
    }
    if (error instanceof TransientException) {
      LOG.warn("a request has to be tried again: {}", error.getMessage());
      return ApiError.of(503, "The repository is busy; try again");
    }
    if (error instanceof BzzzException) {
      LOG.warn("cannot answer a request: {}", error.getMessage());
    } else {
      LOG.error("cannot answer a request", error);
    }
    return ApiError.of(500, "Server Error");
  }
}
