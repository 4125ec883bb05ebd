//! The templates and marks that come with the program; an office's own take their place.

use super::PaperKind;

/// An area as marks of series call it: two characters of its name.
pub fn mark_place(area: &str) -> String {
    area.chars().filter(|c| c.is_alphabetic()).take(2).collect()
}

/// The mark of a series when the office has set none: two characters of the subdistrict's name, then what the paper is.
pub fn default_mark(kind: PaperKind, subdistrict: &str) -> String {
    let place = mark_place(subdistrict);
    let what = match kind {
        PaperKind::CheckRecord => "安检",
        PaperKind::Notice => "安整",
        PaperKind::Review => "安复",
        PaperKind::Extension => "安延",
        PaperKind::Transfer => "安移",
        PaperKind::Slip => "安访",
        PaperKind::Installation => "安装",
        PaperKind::Delivery => "安送",
    };
    format!("{place}{what}")
}

/// The template that comes with the program.
pub const fn default_body(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::CheckRecord => CHECK_RECORD,
        PaperKind::Notice => NOTICE,
        PaperKind::Review => REVIEW,
        PaperKind::Extension => EXTENSION,
        PaperKind::Transfer => TRANSFER,
        PaperKind::Slip => SLIP,
        PaperKind::Installation => INSTALLATION,
        PaperKind::Delivery => DELIVERY,
    }
}

const CHECK_RECORD: &str = "\
# 现场检查记录
{{文号}}
< 被检查单位（场所）：{{场所名称}}
< 地址：{{场所地址}}
< 检查日期：{{检查日期}}　检查人员：{{检查人员}}
< 检查码：{{检查码}}
## 一、检查情况
{{检查情况}}
{{检查表}}
## 二、发现的安全隐患（共{{隐患数}}处）
{{隐患表}}
{{照片}}
< 现场负责人（签名）：＿＿＿＿＿＿　电话：＿＿＿＿＿＿
< 检查人员（签名）：＿＿＿＿＿＿
{{二维码}}
{{落款}}
";

const NOTICE: &str = "\
# 安全隐患整改通知（告知）单
{{文号}}
< {{责任单位}}：
经检查，你单位（户）位于{{场所地址}}的{{场所名称}}存在下列{{隐患数}}处安全隐患：
{{隐患表}}
{{照片}}
请于{{整改期限}}前完成整改，并将整改情况报送我办。整改期间应当落实安全防范措施，防止发生事故。逾期不整改的，我办将移交有关部门依法处理。
扫描下方二维码可以查看本通知、报送整改情况或者申请延期。
{{二维码}}
{{落款}}
< 签收人（签名）：＿＿＿＿＿＿　签收日期：＿＿＿＿＿＿
";

const REVIEW: &str = "\
# 复查意见书
{{文号}}
< {{责任单位}}：
经对你单位（户）位于{{场所地址}}的{{场所名称}}的{{隐患数}}处安全隐患逐项复查，意见如下：
{{复查表}}
{{照片}}
未完成整改的，应当继续整改，并在整改完成前落实安全防范措施。
复查人员（签名）：＿＿＿＿＿＿
{{二维码}}
{{落款}}
";

const EXTENSION: &str = "\
# 延期整改审批单
{{文号}}
< 申请单位（户）：{{责任单位}}
< 场所：{{场所名称}}（{{场所地址}}）
< 隐患编号：{{隐患编号}}
## 一、隐患内容
{{隐患内容}}
## 二、申请事项
原定整改期限为{{原定期限}}，申请延长至{{延长期限}}。
理由：{{延期理由}}
## 三、审批意见
{{审批意见}}
延期期间应当落实安全防范措施。
{{二维码}}
{{落款}}
";

const TRANSFER: &str = "\
# 安全隐患移交单
{{文号}}
< {{接收单位}}：
我办在工作中发现，{{责任单位}}位于{{场所地址}}的{{场所名称}}存在安全隐患（编号{{隐患编号}}）：{{隐患内容}}
该事项属于贵单位职责范围，现移交贵单位处理，并请将处理结果书面告知我办。
{{二维码}}
{{落款}}
< 接收人（签名）：＿＿＿＿＿＿　接收日期：＿＿＿＿＿＿
";

// everybody who passes reads it: it names neither who lives there nor what in particular the visit was about
const SLIP: &str = "\
# 到访不遇告知单
{{文号}}
< {{场所地址}}：
我们曾于{{到访时间}}到访，未能入户。
到访事由：燃气、消防安全检查。
拟再次到访时间：{{再访时间}}。如需另约时间，请与我们联系。
联系人：{{经办人}}　电话：＿＿＿＿＿＿
{{二维码}}
{{落款}}
";

const INSTALLATION: &str = "\
# 安装（更换）确认单
{{文号}}
< 场所（住户）：{{场所名称}}
< 地址：{{场所地址}}
< 设备：{{设备名称}}　编号：{{设备编号}}
< 安装日期：{{安装日期}}　安装单位：{{安装单位}}
上述设备已经安装、调试完毕，运行正常；安装人员已经告知使用方法和注意事项。
用户（签名）：＿＿＿＿＿＿
安装人员（签名）：＿＿＿＿＿＿
{{二维码}}
{{落款}}
";

const DELIVERY: &str = "\
# 送达回证
{{文号}}
< 送达文书：{{送达文书}}
< 受送达人：{{责任单位}}
< 送达地点：{{场所地址}}
< 送达方式：□直接送达　□留置送达　□邮寄送达
< 受送达人（签名）：＿＿＿＿＿＿　收到日期：＿＿＿＿＿＿
< 代收人及代收理由：＿＿＿＿＿＿
< 送达人（签名）：{{经办人}}　＿＿＿＿＿＿
< 备注：＿＿＿＿＿＿
{{二维码}}
{{落款}}
";

#[cfg(test)]
mod tests {
    use super::super::number::is_mark;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_paper_carries_its_code() {
        for kind in PaperKind::ALL {
            assert!(default_body(*kind).contains("{{二维码}}"), "{kind}");
        }
    }

    #[test]
    fn no_two_kinds_share_a_mark() {
        let marks: BTreeSet<String> =
            PaperKind::ALL.iter().map(|kind| default_mark(*kind, "仙霞新村街道")).collect();
        assert_eq!(marks.len(), PaperKind::ALL.len());
        assert!(marks.iter().all(|mark| is_mark(mark)));
        assert_eq!(default_mark(PaperKind::Notice, "310105009号"), "号安整");
    }
}
