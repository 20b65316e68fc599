// The words of stage and blocks come with their code, so that other activities don't load them.
import fi from "../../locale/stage/fi.po";
import sv from "../../locale/stage/sv.po";
import { learn } from "../words";

learn({ fi, sv });
