// Pages work without this file. It only starts the GOV.UK components that improve on plain HTML.
import { initAll } from "../vendor/govuk-frontend/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
