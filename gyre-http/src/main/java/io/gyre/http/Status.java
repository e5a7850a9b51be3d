package io.gyre.http;

/** Statuses of responses: {@code HTTP_OK} and the others of libevent, RFC 9110, RFC 6585 and RFC 4918. */
public final class Status {
    /** {@code HTTP_CONTINUE}. */
    public static final int CONTINUE = 100;

    /** {@code HTTP_SWITCH_PROTOCOLS}. */
    public static final int SWITCHING_PROTOCOLS = 101;

    /** {@code HTTP_PROCESSING}. */
    public static final int PROCESSING = 102;

    /** {@code HTTP_EARLYHINTS}. */
    public static final int EARLY_HINTS = 103;

    /** {@code HTTP_OK}. */
    public static final int OK = 200;

    /** {@code HTTP_CREATED}. */
    public static final int CREATED = 201;

    /** {@code HTTP_ACCEPTED}. */
    public static final int ACCEPTED = 202;

    /** {@code HTTP_NONAUTHORITATIVE}. */
    public static final int NON_AUTHORITATIVE = 203;

    /** {@code HTTP_NOCONTENT}. */
    public static final int NO_CONTENT = 204;

    /** Reset Content. */
    public static final int RESET_CONTENT = 205;

    /** Partial Content. */
    public static final int PARTIAL_CONTENT = 206;

    /** Multi-Status. */
    public static final int MULTI_STATUS = 207;

    /** Multiple Choices. */
    public static final int MULTIPLE_CHOICES = 300;

    /** {@code HTTP_MOVEPERM}. */
    public static final int MOVED_PERMANENTLY = 301;

    /** {@code HTTP_MOVETEMP}. */
    public static final int FOUND = 302;

    /** See Other. */
    public static final int SEE_OTHER = 303;

    /** {@code HTTP_NOTMODIFIED}. */
    public static final int NOT_MODIFIED = 304;

    /** Temporary Redirect. */
    public static final int TEMPORARY_REDIRECT = 307;

    /** Permanent Redirect. */
    public static final int PERMANENT_REDIRECT = 308;

    /** {@code HTTP_BADREQUEST}. */
    public static final int BAD_REQUEST = 400;

    /** {@code HTTP_UNAUTHORIZED}. */
    public static final int UNAUTHORIZED = 401;

    /** {@code HTTP_PAYMENTREQUIRED}. */
    public static final int PAYMENT_REQUIRED = 402;

    /** {@code HTTP_FORBIDDEN}. */
    public static final int FORBIDDEN = 403;

    /** {@code HTTP_NOTFOUND}. */
    public static final int NOT_FOUND = 404;

    /** {@code HTTP_BADMETHOD}. */
    public static final int METHOD_NOT_ALLOWED = 405;

    /** Not Acceptable. */
    public static final int NOT_ACCEPTABLE = 406;

    /** Proxy Authentication Required. */
    public static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    /** Request Timeout. */
    public static final int REQUEST_TIMEOUT = 408;

    /** Conflict. */
    public static final int CONFLICT = 409;

    /** Gone. */
    public static final int GONE = 410;

    /** Length Required. */
    public static final int LENGTH_REQUIRED = 411;

    /** Precondition Failed. */
    public static final int PRECONDITION_FAILED = 412;

    /** {@code HTTP_ENTITYTOOLARGE}. */
    public static final int CONTENT_TOO_LARGE = 413;

    /** URI Too Long. */
    public static final int URI_TOO_LONG = 414;

    /** Unsupported Media Type. */
    public static final int UNSUPPORTED_MEDIA_TYPE = 415;

    /** Range Not Satisfiable. */
    public static final int RANGE_NOT_SATISFIABLE = 416;

    /** {@code HTTP_EXPECTATIONFAILED}. */
    public static final int EXPECTATION_FAILED = 417;

    /** Misdirected Request. */
    public static final int MISDIRECTED_REQUEST = 421;

    /** Unprocessable Content. */
    public static final int UNPROCESSABLE_CONTENT = 422;

    /** Upgrade Required. */
    public static final int UPGRADE_REQUIRED = 426;

    /** Precondition Required. */
    public static final int PRECONDITION_REQUIRED = 428;

    /** Too Many Requests. */
    public static final int TOO_MANY_REQUESTS = 429;

    /** Request Header Fields Too Large. */
    public static final int HEADERS_TOO_LARGE = 431;

    /** {@code HTTP_INTERNAL}. */
    public static final int INTERNAL_SERVER_ERROR = 500;

    /** {@code HTTP_NOTIMPLEMENTED}. */
    public static final int NOT_IMPLEMENTED = 501;

    /** {@code HTTP_BADGATEWAY}. */
    public static final int BAD_GATEWAY = 502;

    /** {@code HTTP_SERVUNAVAIL}. */
    public static final int SERVICE_UNAVAILABLE = 503;

    /** Gateway Timeout. */
    public static final int GATEWAY_TIMEOUT = 504;

    /** HTTP Version Not Supported. */
    public static final int VERSION_NOT_SUPPORTED = 505;

    private Status() {}

    /** {@return the phrase that goes with a status; that of its class if it has none of its own} */
    public static String reason(int status) {
        return switch (status / 100) {
            case 1, 2, 3 -> good(status);
            case 4 -> clientError(status);
            default -> serverError(status);
        };
    }

    private static String good(int status) {
        return switch (status) {
            case CONTINUE -> "Continue";
            case SWITCHING_PROTOCOLS -> "Switching Protocols";
            case PROCESSING -> "Processing";
            case EARLY_HINTS -> "Early Hints";
            case OK -> "OK";
            case CREATED -> "Created";
            case ACCEPTED -> "Accepted";
            case NON_AUTHORITATIVE -> "Non-Authoritative Information";
            case NO_CONTENT -> "No Content";
            case RESET_CONTENT -> "Reset Content";
            case PARTIAL_CONTENT -> "Partial Content";
            case MULTI_STATUS -> "Multi-Status";
            case MULTIPLE_CHOICES -> "Multiple Choices";
            case MOVED_PERMANENTLY -> "Moved Permanently";
            case FOUND -> "Found";
            case SEE_OTHER -> "See Other";
            case NOT_MODIFIED -> "Not Modified";
            case TEMPORARY_REDIRECT -> "Temporary Redirect";
            case PERMANENT_REDIRECT -> "Permanent Redirect";
            default -> status < 200 ? "Informational" : status < 300 ? "Success" : "Redirection";
        };
    }

    private static String clientError(int status) {
        return switch (status) {
            case BAD_REQUEST -> "Bad Request";
            case UNAUTHORIZED -> "Unauthorized";
            case PAYMENT_REQUIRED -> "Payment Required";
            case FORBIDDEN -> "Forbidden";
            case NOT_FOUND -> "Not Found";
            case METHOD_NOT_ALLOWED -> "Method Not Allowed";
            case NOT_ACCEPTABLE -> "Not Acceptable";
            case PROXY_AUTHENTICATION_REQUIRED -> "Proxy Authentication Required";
            case REQUEST_TIMEOUT -> "Request Timeout";
            case CONFLICT -> "Conflict";
            case GONE -> "Gone";
            case LENGTH_REQUIRED -> "Length Required";
            case PRECONDITION_FAILED -> "Precondition Failed";
            case CONTENT_TOO_LARGE -> "Content Too Large";
            case URI_TOO_LONG -> "URI Too Long";
            case UNSUPPORTED_MEDIA_TYPE -> "Unsupported Media Type";
            case RANGE_NOT_SATISFIABLE -> "Range Not Satisfiable";
            case EXPECTATION_FAILED -> "Expectation Failed";
            case MISDIRECTED_REQUEST -> "Misdirected Request";
            case UNPROCESSABLE_CONTENT -> "Unprocessable Content";
            case UPGRADE_REQUIRED -> "Upgrade Required";
            case PRECONDITION_REQUIRED -> "Precondition Required";
            case TOO_MANY_REQUESTS -> "Too Many Requests";
            case HEADERS_TOO_LARGE -> "Request Header Fields Too Large";
            default -> "Client Error";
        };
    }

    private static String serverError(int status) {
        return switch (status) {
            case INTERNAL_SERVER_ERROR -> "Internal Server Error";
            case NOT_IMPLEMENTED -> "Not Implemented";
            case BAD_GATEWAY -> "Bad Gateway";
            case SERVICE_UNAVAILABLE -> "Service Unavailable";
            case GATEWAY_TIMEOUT -> "Gateway Timeout";
            case VERSION_NOT_SUPPORTED -> "HTTP Version Not Supported";
            default -> "Server Error";
        };
    }

    /** {@return whether a response of that status never has content: RFC 9110, section 6.4.1} */
    public static boolean forbidsContent(int status) {
        return status < 200 || status == NO_CONTENT || status == NOT_MODIFIED;
    }
}
